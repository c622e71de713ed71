#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Programs of the operator's, run for one question each.
namespace idm {

struct ProgramCall {
  std::string path;  ///< absolute; no shell, no search
  std::vector<std::string> arguments;
  std::string input;  ///< all of its standard input, kept in memory only
  std::chrono::steady_clock::time_point deadline;
  std::size_t output_limit = 4u << 20;
};

struct ProgramEnd {
  enum class How {
    Exited,      ///< by itself; `code` is its exit code
    Signalled,   ///< `code` is the signal
    NotStarted,  ///< `code` is the errno: nothing has run
    TooLate,     ///< killed at the deadline, with all that it started
    TooWordy,    ///< likewise, for more standard output than output_limit
  };
  How how = How::NotStarted;
  int code = 0;
  std::string output;  ///< standard output

  bool succeeded() const { return how == How::Exited && code == 0; }
  /// How it ended, in words.
  std::string words() const;
};

/// Runs a program to its end, in a process group of its own, in /, with nothing open but its
/// standard streams and no environment but PATH and LANG. `error_line` gets what it writes to
/// standard error, line by line, long lines cut. What it leaves running in the background is not
/// waited for. From any thread.
ProgramEnd run_program(const ProgramCall& call,
                       const std::function<void(std::string_view)>& error_line);

}  // namespace idm
