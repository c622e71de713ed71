#pragma once

#include <string>

namespace idm {

/// Called inside a catch block: throws what the exception at hand means as an idm::Error. An Error
/// passes, and so does what is no fault of the data or of the database's state: that is a bug, with
/// its own text. `table`, when known, is named in the text and decides what a taken key means.
[[noreturn]] void rethrow_as_error(const char* table = nullptr);

/// The same, but a deadlock or a lost connection passes as it is, so that Store runs the work
/// again.
[[noreturn]] void rethrow_unless_retriable(const char* table);

/// What an error number of MariaDB or MySQL means.
enum class MySqlFailure {
  Other,
  ConnectionLost,
  TryAgain,
  KeyTaken,
  MissingReference,
  BadValue,
  Unavailable
};
MySqlFailure classify_mysql(unsigned int error);

/// Throws the Error for a failed statement on `table` (may be null) when it has one; returns
/// otherwise.
void throw_mysql_error(unsigned int error, const std::string& message, const char* table);

/// Throws the Error for a taken key.
[[noreturn]] void throw_key_taken(const char* table);

/// Throws the Error for a row that is not as it was read.
[[noreturn]] void throw_row_changed(const char* table);

}  // namespace idm
