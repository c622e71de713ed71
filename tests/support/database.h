#pragma once

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <ostream>
#include <string>

#include "core/config.h"
#include "core/error.h"
#include "orm/store.h"

namespace idm {

std::ostream& operator<<(std::ostream& out, Dialect dialect);
std::ostream& operator<<(std::ostream& out, ErrorCode code);

namespace test {

/// A folder that is gone, with everything in it, when this is. In memory where the machine has
/// /dev/shm.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The migrations of this source tree.
std::string sql_dir();

/// An empty database, gone when this is. MariaDB is started for the first one that needs it and
/// ends with the test program; a machine without mariadbd fails the test.
class EmptyDatabase {
 public:
  explicit EmptyDatabase(Dialect dialect);
  ~EmptyDatabase();
  EmptyDatabase(const EmptyDatabase&) = delete;
  EmptyDatabase& operator=(const EmptyDatabase&) = delete;
  DatabaseConfig config;

 private:
  std::unique_ptr<TemporaryFolder> folder_;
};

/// A store with schema and shipped rows.
class TestStore : public EmptyDatabase {
 public:
  explicit TestStore(Dialect dialect);
  Store store;
};

/// For BOOST_CHECK_EXCEPTION: is it this error?
inline auto fails_with(ErrorCode code) {
  return [code](const Error& error) {
    if (error.code() == code) return true;
    BOOST_TEST_MESSAGE("it was " << error.code() << ": " << error.what());
    return false;
  };
}

inline const auto both_dialects = boost::unit_test::data::make({Dialect::Sqlite, Dialect::MySql});

}  // namespace test
}  // namespace idm

/// A test that runs on SQLite and on MariaDB; `dialect` says which it is.
#define BOTH_DATABASES(NAME) BOOST_DATA_TEST_CASE(NAME, idm::test::both_dialects, dialect)
