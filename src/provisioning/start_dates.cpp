#include "provisioning/start_dates.h"

#include "core/error.h"
#include "core/log.h"
#include "identity/audit.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/prepared.h"
#include "orm/reference.h"
#include "orm/text.h"
#include "orm/user-odb.hxx"
#include "provisioning/account_changes.h"

namespace idm::provisioning {
namespace {

constexpr const char* waiting = "PENDING_START_DATE";
constexpr std::size_t at_once = 200;

std::vector<std::string> whose_day_has_come(Db& db, Instant at) {
  using Query = odb::query<User>;
  std::vector<std::string> ids;
  // "<> 'ACTIVE'" is what SQLite's index of the other states is for.
  for (const User& user :
       rows_where<User>(db, (Query::status == waiting && Query::start_date <= at) +
                                ("AND STATUS <> 'ACTIVE' LIMIT " + std::to_string(at_once))))
    ids.push_back(user.id);
  return ids;
}

/// False when somebody else was faster.
bool start(Services& services, const Reference& reference, const std::string& id, Instant at) {
  return services.store.transact([&](Db& db) {
    std::vector<User> found = user_rows::locked(db, id);
    if (found.empty() || !is(found.front().status, waiting) || found.front().start_date.null() ||
        *found.front().start_date > at)
      return false;
    UserAnswer started;
    started.user.user = std::move(found.front());
    User& user = started.user.user;
    user.status = std::string("ACTIVE");
    user.last_update = at;
    db.update(user);
    users::load_rest(db, started.user, users::Extent::Everything);
    const Asked nobody(services.config, {});
    record_new_user(db, services, reference, nobody, started);
    audit::AuditEvent event;
    event.action = "START DATE";
    event.object_id = id;
    event.custom[0] = {std::string("USER_STATUS"), std::string("ACTIVE")};
    audit::record(db, event);
    return true;
  });
}

}  // namespace

std::size_t start_users(Services& services, Instant at) {
  const auto reference = services.reference.get();
  std::size_t started = 0;
  for (;;) {
    const auto ids = services.store.read([&](Db& db) { return whose_day_has_come(db, at); });
    std::size_t now_started = 0;
    for (const std::string& id : ids) {
      try {
        now_started += start(services, *reference, id, at) ? 1 : 0;
      } catch (const Error& error) {
        // The others' day has come, too.
        log::warn("user_not_started", {
                                          {"user",   id          },
                                          {"reason", error.what()}
        });
      }
    }
    started += now_started;
    if (now_started == 0 || ids.size() < at_once) return started;
  }
}

}  // namespace idm::provisioning
