#include "core/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

namespace idm {
namespace {

using Clock = std::chrono::steady_clock;
using How = ProgramEnd::How;
using namespace std::chrono_literals;

/// Longer lines of standard error are cut, and more than so many are swallowed.
constexpr std::size_t longest_line = 500, most_lines = 100;

class Descriptor {
 public:
  Descriptor() = default;
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void close() {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  int fd = -1;
};

/// In memory, as it may hold secrets; a file, so that nobody must write while we read.
bool open_input(Descriptor& file, const std::string& text) {
  file.fd = ::memfd_create("input", MFD_CLOEXEC);
  if (file.fd < 0) return false;
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(file.fd, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  return ::lseek(file.fd, 0, SEEK_SET) == 0;
}

bool open_pipe(Descriptor& reading, Descriptor& writing) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  reading.fd = ends[0];
  writing.fd = ends[1];
  return ::fcntl(reading.fd, F_SETFL, O_NONBLOCK) == 0;
}

/// Standard error as lines.
class Lines {
 public:
  explicit Lines(const std::function<void(std::string_view)>& take) : take_(take) {}
  ~Lines() {
    if (!line_.empty()) end_line();
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  void add(std::string_view text) {
    for (const char c : text) {
      if (c == '\n')
        end_line();
      else if (line_.size() < longest_line)
        line_ += c;
    }
  }

 private:
  void end_line() {
    if (++count_ <= most_lines) take_(line_);
    line_.clear();
  }

  const std::function<void(std::string_view)>& take_;
  std::string line_;
  std::size_t count_ = 0;
};

/// Starts the program; 0 or an errno.
int spawn(const ProgramCall& call, int input, int output, int errors, pid_t& pid) {
  std::vector<std::string> words = {call.path};
  words.insert(words.end(), call.arguments.begin(), call.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  char language[] = "LANG=C.UTF-8";
  char* environment[] = {path, language, nullptr};

  posix_spawn_file_actions_t files;
  posix_spawnattr_t manner;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&manner);
  ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  ::posix_spawn_file_actions_addchdir_np(&files, "/");
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&manner, &none);
  ::posix_spawnattr_setsigdefault(&manner, &all);
  ::posix_spawnattr_setpgroup(&manner, 0);
  ::posix_spawnattr_setflags(
      &manner, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error =
      ::posix_spawn(&pid, call.path.c_str(), &files, &manner, arguments.data(), environment);
  ::posix_spawnattr_destroy(&manner);
  ::posix_spawn_file_actions_destroy(&files);
  return error;
}

/// Reads what is there; closes at its end. False when `take` has enough.
template <class Take>
bool read_some(Descriptor& from, Take take) {
  char buffer[16384];
  while (from.fd >= 0) {
    const ssize_t n = ::read(from.fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return true;
    if (n <= 0) {
      from.close();
      return true;
    }
    if (!take(std::string_view(buffer, static_cast<std::size_t>(n)))) return false;
  }
  return true;
}

bool has_ended(pid_t pid, int& status) {
  pid_t ended = 0;
  do ended = ::waitpid(pid, &status, WNOHANG);
  while (ended < 0 && errno == EINTR);
  return ended == pid;
}

void kill_all(pid_t pid) {
  ::kill(-pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
}

/// Until there is something to read, or it is time to see whether the program still runs.
void wait_for(const Descriptor& output, const Descriptor& errors, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  if (output.fd < 0 && errors.fd < 0) {
    // It closed its streams and is about to end.
    std::this_thread::sleep_for(std::min<Clock::duration>(500us, deadline - Clock::now()));
    return;
  }
  pollfd streams[] = {
      {output.fd, POLLIN, 0},
      {errors.fd, POLLIN, 0}
  };
  ::poll(streams, 2, static_cast<int>(std::clamp<long>(left.count(), 0, 50)));
}

}  // namespace

std::string ProgramEnd::words() const {
  switch (how) {
    case How::Exited:
      return "ended with exit code " + std::to_string(code);
    case How::Signalled:
      return "ended by signal " + std::to_string(code);
    case How::NotStarted:
      return std::string("cannot be started: ") + std::strerror(code);
    case How::TooLate:
      return "took too long and was killed";
    case How::TooWordy:
      return "wrote too much and was killed";
  }
  return {};
}

ProgramEnd run_program(const ProgramCall& call,
                       const std::function<void(std::string_view)>& error_line) {
  Descriptor input, output, output_there, errors, errors_there;
  if (!open_input(input, call.input) || !open_pipe(output, output_there) ||
      !open_pipe(errors, errors_there))
    return {How::NotStarted, errno, {}};
  ProgramEnd end;
  pid_t pid = 0;
  end.code = spawn(call, input.fd, output_there.fd, errors_there.fd, pid);
  if (end.code != 0) return end;
  output_there.close();
  errors_there.close();

  Lines lines(error_line);
  const auto read_all = [&] {
    const bool little = read_some(output, [&](std::string_view text) {
      end.output += text;
      return end.output.size() <= call.output_limit;
    });
    read_some(errors, [&](std::string_view text) {
      lines.add(text);
      // One that never pauses must not keep us from looking at the clock.
      return Clock::now() < call.deadline;
    });
    return little;
  };
  while (true) {
    int status = 0;
    const bool ended = has_ended(pid, status);
    if (!read_all()) {
      if (!ended) kill_all(pid);
      end.how = How::TooWordy;
      return end;
    }
    if (ended) {
      end.how = WIFEXITED(status) ? How::Exited : How::Signalled;
      end.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
      return end;
    }
    if (Clock::now() >= call.deadline) {
      kill_all(pid);
      end.how = How::TooLate;
      return end;
    }
    wait_for(output, errors, call.deadline);
  }
}

}  // namespace idm
