#pragma once

#include "identity/users.h"
#include "orm/all_rows_odb.h"
#include "orm/prepared.h"
#include "support/repository.h"

/// What is in the tables, for tests. Slow to compile: include it in .cpp files only.
namespace idm::test {

template <class Row>
std::size_t count(Repository& repository) {
  return repository.services.store.read(
      [](Db& db) { return rows_where<Row>(db, odb::query<Row>(true)).size(); });
}

inline UserGraph stored(Repository& repository, const std::string& user_id) {
  return repository.services.store.read(
      [&](Db& db) { return users::get(db, user_id, users::Extent::Everything); });
}

}  // namespace idm::test
