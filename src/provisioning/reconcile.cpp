#include "provisioning/reconcile.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "connectors/registry.h"
#include "connectors/target_rows.h"
#include "core/error.h"
#include "core/folding.h"
#include "core/ids.h"
#include "core/instant.h"
#include "identity/audit.h"
#include "identity/user_rows.h"
#include "identity/users.h"
#include "orm/account_state-odb.hxx"
#include "orm/login-odb.hxx"
#include "orm/prepared.h"
#include "orm/reference.h"
#include "orm/rehearsal.h"
#include "policies/render.h"
#include "provisioning/accounts.h"
#include "provisioning/difference.h"
#include "provisioning/outbox.h"

namespace idm::provisioning {
namespace {

using connectors::Account;

constexpr std::size_t page_size = 200;

/// One managed system being compared.
class Comparison {
 public:
  Comparison(Services& services, const ReconcileWish& wish)
      : services_(services),
        wish_(wish),
        reference_(services.reference.get()),
        target_(target_of(*reference_, wish.managed_system_id, services.secret_key)),
        connector_(connectors::make_connector(target_)) {}

  ReconcileReport run(const std::function<void(std::size_t)>& progress) {
    try {
      read_expected();
      std::string page;
      do {
        read_page(page);
        progress(report_.accounts_there);
      } while (!page.empty());
      // Who was added meanwhile is known now.
      read_expected();
      std::erase_if(report_.differences, [&](const Difference& difference) {
        return difference.kind == Difference::Kind::Orphan && is_known(difference.account);
      });
      find_missing();
      if (wish_.remove_orphans) remove_orphans();
    } catch (const connectors::Failure& failure) {
      throw Error(ErrorCode::ConnectorFailed,
                  "managed system '" + target_.id + "': " + failure.what());
    }
    return std::move(report_);
  }

 private:
  /// An account that should be there.
  struct Expected {
    std::string user_id;
    bool active = true;
    bool waits = false;  ///< tasks are on their way
    bool seen = false;
  };

  static connectors::Target target_of(const Reference& reference, const std::string& id,
                                      const std::string& key) {
    const ManagedSystem* row = reference.managed_system(id);
    if (!row) throw Error(ErrorCode::ObjectIdInvalid, "there is no managed system '" + id + "'");
    return connectors::target_of(*row, key);
  }

  connectors::Call call() const { return connectors::call_now(target_, new_request_id()); }

  void read_expected() {
    services_.store.read([&](Db& db) {
      using Query = odb::query<AccountState>;
      for (const AccountState& state :
           rows_where<AccountState>(db, Query::id.managed_system_id == target_.id)) {
        const Text& name = state.target_name.null() ? state.principal : state.target_name;
        const bool waits = state.state == pending || state.state == failed;
        if (name.null()) continue;
        if (state.state == removed && state.target_name.null()) {
          removed_.insert(fold(*name));
          continue;
        }
        expected_.try_emplace(fold(*name),
                              Expected{state.id.user_id, state.state != disabled, waits, false});
      }
      // Principals that no task was ever recorded for belong to somebody, too.
      using LoginQuery = odb::query<Login>;
      for (const Login& login :
           rows_where<Login>(db, LoginQuery::id.managed_system_id == target_.id))
        if (!login.user_id.null() && login.status != Text(std::string("INACTIVE")))
          known_.insert(fold(login.id.login));
    });
    report_.accounts_expected = static_cast<std::size_t>(
        std::ranges::count_if(expected_, [](const auto& entry) { return !entry.second.waits; }));
  }

  /// Moves `page` on; "" after the last.
  void read_page(std::string& page) {
    const connectors::Page read = connector_->list(page, page_size, call());
    for (const Account& account : read.accounts) compare(account);
    report_.accounts_there += read.accounts.size();
    page = read.next;
  }

  void compare(const Account& account) {
    const auto found = expected_.find(fold(account.name));
    if (found == expected_.end()) {
      // Some systems keep what was removed, unusable.
      const bool put_away = account.active == false && removed_.count(fold(account.name));
      if (!is_known(account.name) && !put_away)
        report_.differences.push_back({Difference::Kind::Orphan, account.name, "", ""});
      return;
    }
    Expected& expected = found->second;
    expected.seen = true;
    if (expected.waits) return;
    std::string what = drift(expected, account);
    if (what.empty()) return;
    report_.differences.push_back(
        {Difference::Kind::Drifted, account.name, expected.user_id, what});
    if (!wish_.correct) return;
    record(expected.user_id, Verb::Modify);
    if (account.active && *account.active != expected.active)
      record(expected.user_id, Verb::Resume);
  }

  std::string drift(const Expected& expected, const Account& account) {
    const std::optional<UserGraph> user = services_.store.read(
        [&](Db& db) { return users::find(db, expected.user_id, users::Extent::Everything); });
    if (!user) return {};
    std::string what;
    try {
      const policies::Rendered wanted =
          policies::render(services_, {target_.id, policies::Usage::Update, *user, account.name});
      what = difference(wanted.attributes, account.attributes);
    } catch (const Error& error) {
      what = std::string("the policy cannot say: ") + error.what();
    }
    if (account.active && *account.active != expected.active)
      what += (what.empty() ? "" : ", ") +
              std::string(*account.active ? "usable, but should not be" : "not usable");
    return what;
  }

  bool is_known(const std::string& account) const {
    return expected_.count(fold(account)) || known_.count(fold(account));
  }

  void find_missing() {
    for (const auto& [name, expected] : expected_) {
      if (expected.seen || expected.waits) continue;
      report_.differences.push_back({Difference::Kind::Missing, name, expected.user_id, ""});
      if (wish_.correct) record(expected.user_id, Verb::Modify);
    }
  }

  /// A task as any other; what it writes is rendered when it is carried out. Resume means: as the
  /// user may use it by now.
  void record(const std::string& user_id, Verb verb) {
    services_.store.transact([&](Db& db) {
      std::vector<User> user = user_rows::locked(db, user_id);
      if (user.empty()) return;
      UserGraph graph;
      graph.user = std::move(user.front());
      if (verb == Verb::Resume && !graph.user.secondary_status.null()) verb = Verb::Suspend;
      user_rows::read_rest(db, {.principals = true, .accounts = true}, graph);
      Outbox outbox(db, services_, *reference_, {"", "reconcile", ""}, user_id, graph.accounts);
      for (const AccountState& account : graph.accounts)
        if (account.id.managed_system_id == target_.id && is_kept(account))
          outbox.record(target_.id, {
                                        verb, {account.domain_id, account.principal}
          });
      outbox.finish();
    });
    ++report_.corrected;
  }

  void remove_orphans() {
    std::vector<std::string> orphans;
    for (const Difference& difference : report_.differences)
      if (difference.kind == Difference::Kind::Orphan) orphans.push_back(difference.account);
    const std::size_t allowed =
        report_.accounts_there * static_cast<std::size_t>(wish_.most_removed_percent) / 100;
    if (orphans.size() > allowed) {
      report_.braked = std::to_string(orphans.size()) + " of " +
                       std::to_string(report_.accounts_there) +
                       " accounts would be removed, more than the " +
                       std::to_string(wish_.most_removed_percent) + " % that may be";
      return;
    }
    for (const std::string& name : orphans) {
      if (!Rehearsal::is_on()) connector_->remove(name, call());
      ++report_.removed;
      services_.store.transact([&](Db& db) {
        audit::AuditEvent event;
        event.action = "REMOVE ORPHAN";
        event.object_type = "ACCOUNT";
        event.object_id = name;
        event.target_system_id = target_.id;
        audit::record(db, event);
      });
    }
  }

  Services& services_;
  const ReconcileWish& wish_;
  const std::shared_ptr<const Reference> reference_;
  const connectors::Target target_;
  const std::unique_ptr<connectors::Connector> connector_;
  std::map<std::string, Expected> expected_;  ///< by folded name
  std::set<std::string> known_;               ///< folded names of principals there
  std::set<std::string> removed_;             ///< folded names of accounts that we removed
  ReconcileReport report_;
};

}  // namespace

const char* word(Difference::Kind kind) {
  if (kind == Difference::Kind::Orphan) return "orphan";
  return kind == Difference::Kind::Missing ? "missing" : "drifted";
}

ReconcileReport reconcile(Services& services, const ReconcileWish& wish,
                          const std::function<void(std::size_t)>& progress) {
  return Comparison(services, wish).run(progress);
}

}  // namespace idm::provisioning
