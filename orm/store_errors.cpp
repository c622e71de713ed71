#include "orm/store_errors.h"

#include <sqlite3.h>
#include <odb/exceptions.hxx>
#include <odb/mysql/exceptions.hxx>
#include <odb/sqlite/exceptions.hxx>

#include <cstring>

#include "core/error.h"

namespace idm {
namespace {

std::string of(const char* table) { return table ? std::string(" in ") + table : std::string(); }

[[noreturn]] void throw_missing_reference(const char* table) {
  throw Error(
      ErrorCode::ObjectIdInvalid,
      "a row" + of(table) + " refers to a row that does not exist, or others still refer to it");
}

[[noreturn]] void throw_unavailable(const std::string& why) {
  throw Error(ErrorCode::StoreUnavailable, "the database is not available: " + why);
}

/// Throws when the number means more than "a bug in our SQL".
void throw_sqlite_error(const odb::sqlite::database_exception& error, const char* table) {
  if (error.extended_error() == SQLITE_CONSTRAINT_FOREIGNKEY) throw_missing_reference(table);
  switch (error.error()) {
    case SQLITE_PERM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_NOTADB:
      throw_unavailable(error.message());
    case SQLITE_TOOBIG:
      throw Error(ErrorCode::InvalidArgument, "a value" + of(table) + " is too long");
    default:
      break;
  }
}

}  // namespace

void throw_key_taken(const char* table) {
  if (table && std::strcmp(table, "LOGIN") == 0)
    throw Error(ErrorCode::DuplicatePrincipal, "the principal is taken");
  throw Error(ErrorCode::StaleVersion, "a row with that key" + of(table) + " exists already");
}

void throw_row_changed(const char* table) {
  throw Error(ErrorCode::StaleVersion,
              "a row" + of(table) + " was changed or deleted by somebody else meanwhile");
}

MySqlFailure classify_mysql(unsigned int error) {
  switch (error) {
    case 2006:  // server has gone away
    case 2013:  // lost connection during query
    case 2055:  // the same, with a system error
    case 1927:  // connection was killed
    case 1053:  // server shutdown in progress
      return MySqlFailure::ConnectionLost;
    case 1213:  // deadlock
    case 1205:  // lock wait timeout
    case 1020:  // record has changed since last read
      return MySqlFailure::TryAgain;
    case 1062:
    case 1586:
      return MySqlFailure::KeyTaken;
    case 1451:
    case 1452:
      return MySqlFailure::MissingReference;
    case 1406:  // data too long
    case 1264:  // out of range
    case 1292:  // bad date or number
    case 1366:  // bad text
    case 1153:  // packet too large
      return MySqlFailure::BadValue;
    case 2002:
    case 2003:
    case 2005:
    case 2012:
    case 2026:  // TLS
    case 1040:  // too many connections
    case 1044:
    case 1045:  // access denied
    case 1049:  // unknown database
    case 1129:
    case 1130:
    case 1203:
    case 1226:
    case 1290:  // read only
    case 1792:
    case 1836:
    case 1021:  // disk full
    case 1114:  // table full
    case 1146:  // no such table: not migrated yet
      return MySqlFailure::Unavailable;
    default:
      return MySqlFailure::Other;
  }
}

void throw_mysql_error(unsigned int error, const std::string& message, const char* table) {
  switch (classify_mysql(error)) {
    case MySqlFailure::KeyTaken:
      throw_key_taken(table);
    case MySqlFailure::MissingReference:
      throw_missing_reference(table);
    case MySqlFailure::BadValue:
      // "Data too long for column 'STATE' at row 1": says the column.
      throw Error(ErrorCode::InvalidArgument, message + of(table));
    case MySqlFailure::ConnectionLost:
    case MySqlFailure::TryAgain:
    case MySqlFailure::Unavailable:
      throw_unavailable(message);
    case MySqlFailure::Other:
      break;
  }
}

void rethrow_unless_retriable(const char* table) {
  try {
    throw;
  } catch (const odb::recoverable&) {
    throw;
  } catch (const odb::mysql::database_exception& error) {
    const MySqlFailure failure = classify_mysql(error.error());
    if (failure == MySqlFailure::ConnectionLost || failure == MySqlFailure::TryAgain) throw;
    rethrow_as_error(table);
  } catch (...) {
    rethrow_as_error(table);
  }
}

void rethrow_as_error(const char* table) {
  try {
    throw;
  } catch (const odb::object_changed&) {
    throw_row_changed(table);
  } catch (const odb::object_not_persistent&) {
    throw_row_changed(table);
  } catch (const odb::object_already_persistent&) {
    throw_key_taken(table);
  } catch (const odb::recoverable& error) {  // timeout, deadlock, connection_lost
    throw_unavailable(error.what());
  } catch (const odb::sqlite::database_exception& error) {
    throw_sqlite_error(error, table);
    throw;
  } catch (const odb::mysql::database_exception& error) {
    throw_mysql_error(error.error(), error.message(), table);
    throw;
  }
}

}  // namespace idm
