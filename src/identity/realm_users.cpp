#include "identity/realm_users.h"

#include "identity/logins.h"
#include "identity/statement_rows.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/found_principal-odb-mysql.hxx"
#include "orm/found_principal-odb-sqlite.hxx"
#include "orm/found_principal-odb.hxx"
#include "orm/found_resource-odb-mysql.hxx"
#include "orm/found_resource-odb-sqlite.hxx"
#include "orm/found_resource-odb.hxx"
#include "orm/text.h"

namespace idm::realm_users {
namespace {

bool is_in_use(const Login& login) { return !is(login.status, "INACTIVE"); }

/// A pattern for texts that have `part` in them, as StatementText::like takes it.
std::string containing(const std::string& part) {
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

void add_email(users::StatementText& text, const std::string& email) {
  const std::string pattern = containing(email);
  text.add(" AND (");
  text.like("u.EMAIL_FOLDED", pattern);
  text.add(
      " OR (u.EMAIL_FOLDED IS NULL AND EXISTS (SELECT 1 FROM EMAIL_ADDRESS m "
      "WHERE m.PARENT_ID = u.USER_ID AND m.PARENT_TYPE = 'USER' AND ");
  text.like("m.EMAIL_FOLDED", pattern);
  text.add(")))");
}

/// Everything from FROM on; what it selects and the order are its callers'.
void add_conditions(users::StatementText& text, const Config& config, const std::string& domain,
                    const Criteria& criteria) {
  text.add(" FROM LOGIN l JOIN USERS u ON u.USER_ID = l.USER_ID WHERE ");
  text.equals("l.SERVICE_ID", domain);
  text.equals(" AND l.MANAGED_SYS_ID", config.default_managed_system);
  text.add(
      " AND (l.STATUS IS NULL OR l.STATUS <> 'INACTIVE')"
      " AND (u.STATUS IS NULL OR u.STATUS <> 'DELETED')"
      " AND NOT EXISTS (SELECT 1 FROM LOGIN e WHERE e.USER_ID = l.USER_ID"
      " AND e.SERVICE_ID = l.SERVICE_ID AND e.MANAGED_SYS_ID = l.MANAGED_SYS_ID"
      " AND e.LOGIN_FOLDED < l.LOGIN_FOLDED AND (e.STATUS IS NULL OR e.STATUS <> 'INACTIVE'))");
  const auto part = [&](const char* column, const std::string& wanted) {
    if (wanted.empty()) return;
    text.add(" AND ");
    text.like(column, containing(wanted));
  };
  part("u.FIRST_NAME_FOLDED", criteria.first_name);
  part("u.LAST_NAME_FOLDED", criteria.last_name);
  if (!criteria.email.empty()) add_email(text, criteria.email);
}

std::uint64_t count(Db& db, const Config& config, const std::string& domain,
                    const Criteria& criteria) {
  users::StatementText text(db.dialect());
  text.add("SELECT COUNT(*)");
  add_conditions(text, config, domain, criteria);
  return static_cast<std::uint64_t>(users::rows_of<CountedRows>(db, text.take()).at(0).count);
}

}  // namespace

std::optional<RealmUser> find(Db& db, const Config& config, const std::string& domain,
                              const std::string& name) {
  std::optional<Login> login = logins::find(db, {domain, name, config.default_managed_system});
  if (!login || !is_in_use(*login) || login->user_id.null()) return std::nullopt;
  std::optional<User> user = db.find<User>(*login->user_id);
  if (!user || is(user->status, "DELETED")) return std::nullopt;
  return RealmUser{std::move(*login), std::move(*user)};
}

Details details(Db& db, const std::string& user_id, const std::string& name) {
  Details found;
  found.name = name;
  if (!user_rows::read_user(db, user_id, {.dependents = true}, found.graph))
    throw users::no_such_user(user_id);
  found.profile = db.find<RealmProfile>(user_id).value_or(RealmProfile());
  return found;
}

Page list(Db& db, const Config& config, const std::string& domain, const Criteria& criteria) {
  Page page;
  page.total = count(db, config, domain, criteria);
  const std::int64_t offset = std::int64_t{criteria.page - 1} * criteria.limit;
  if (static_cast<std::uint64_t>(offset) >= page.total) return page;
  users::StatementText text(db.dialect());
  text.add("SELECT u.USER_ID, l.LOGIN");
  add_conditions(text, config, domain, criteria);
  text.add(" ORDER BY l.LOGIN_FOLDED LIMIT " + std::to_string(criteria.limit) + " OFFSET " +
           std::to_string(offset));
  for (const FoundPrincipal& found : users::rows_of<FoundPrincipal>(db, text.take()))
    page.users.push_back(details(db, found.user_id, found.login));
  return page;
}

bool is_in(Db& db, const Config& config, const std::string& domain, const std::string& user_id) {
  for (const Login& login : logins::of_user(db, user_id))
    if (login.id.domain_id == domain && is_in_use(login) &&
        login.id.managed_system_id == config.default_managed_system)
      return true;
  return false;
}

void forget(Db& db, const std::string& user_id) {
  if (db.find<RealmProfile>(user_id)) db.erase<RealmProfile>(user_id);
}

}  // namespace idm::realm_users
