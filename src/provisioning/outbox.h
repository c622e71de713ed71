#pragma once

#include <string>
#include <vector>

#include "identity/user_request.h"
#include "orm/account_state.h"
#include "orm/reference.h"
#include "orm/store.h"
#include "orm/task.h"
#include "provisioning/task_words.h"
#include "services.h"

namespace idm::provisioning {

/// Where a change comes from.
struct Origin {
  std::string source_system_id;  ///< "" = none; that system has the change already, and hears
                                 ///< nothing of it (behaviour.md 4.1.8)
  std::string request_id;        ///< the client's, else ours
  std::string call;              ///< ours: who may wait for the first attempts; "" = nobody
};

Origin origin_of(const UserRequest& request);
Origin origin_of(const Requestor& requestor);

/// A principal, as a task names an account.
struct AccountName {
  Text domain_id, principal;  ///< null: the system's policy will name it
};

/// What a task says.
struct News {
  Verb verb;
  AccountName name;
  std::string payload = {};   ///< JSON: what changed, no secret; "" = nothing to add
  std::string secret = {};    ///< JSON, to be sealed; "" = none
  bool by_principal = false;  ///< a caller named this principal
};

/// What changed_parts() found, as tasks carry it: {"changed":[…]}; with more names than a task
/// holds {"changed":"everything"}.
std::string payload_of(const std::vector<std::string>& changed);

/// Leases a new task to this process when its system can be asked at once. Who is told true must
/// announce it once it is committed.
bool lease_at_once(const Services& services, Task& task);

/// The tasks that one request leaves for the accounts of one user. To be used in the transaction of
/// the change, after the user's row was locked or inserted, and until finish(). Nothing is recorded
/// for the repository itself, nor for what is no system to be provisioned.
class Outbox {
 public:
  /// `accounts` are the user's.
  Outbox(Db& db, const Services& services, const Reference& reference, Origin origin,
         std::string user_id, std::vector<AccountState> accounts);

  void record(const std::string& managed_system_id, News news);

  /// Stores where the accounts stand now, and has the tasks carried out once they are committed.
  /// Call it once, last.
  void finish();

 private:
  struct Entry {
    AccountState state;
    bool is_new = false, changed = false;
    bool waits = false;  ///< for earlier tasks, which must come first
  };

  Entry& entry_of(const std::string& managed_system_id);
  bool is_source(const std::string& managed_system_id) const;
  void insert_task(Entry& entry, News news);

  Db& db_;
  const Services& services_;
  const Reference& reference_;
  const Origin origin_;
  const std::string user_id_;
  std::vector<Entry> entries_;
  std::vector<Task> announced_;
  const Instant at_;
};

}  // namespace idm::provisioning
