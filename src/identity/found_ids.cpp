#include "identity/found_ids.h"

#include "identity/statement_rows.h"
#include "orm/found_user-odb-mysql.hxx"
#include "orm/found_user-odb-sqlite.hxx"
#include "orm/found_user-odb.hxx"

namespace idm::users {

std::vector<std::string> found_ids(Db& db, const Statement& statement) {
  std::vector<std::string> ids;
  for (FoundUser& user : rows_of<FoundUser>(db, statement)) ids.push_back(std::move(user.id));
  return ids;
}

}  // namespace idm::users
