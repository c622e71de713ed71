#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "identity/user_graph.h"
#include "orm/rehearsal.h"
#include "services.h"

namespace idm::provisioning {

/// What an operation would have done.
struct Plan {
  struct User {
    std::string id;
    bool is_new = false;
    std::vector<std::string> changed;  ///< as changed_parts() names them; of one who was there
  };
  /// What a target system, or the mail server, would have been told.
  struct Call {
    std::string managed_system_id, verb, user_id;
    std::string account;  ///< "" = nobody named it
    std::vector<connectors::Attribute>
        attributes;             ///< as the policy makes them; secret ones starred
    bool has_password = false;  ///< is sent, too
    std::string refused;        ///< why the policy cannot say what would be written; "" = it can
  };
  std::vector<Rehearsal::Change> rows;
  std::vector<User> users;
  std::vector<Call> calls;
  std::vector<std::string> notes;  ///< what the plan leaves out
};

/// While it lives, the operations of its thread change nothing: no row, no task, no audit, no
/// remembered request, no reserved value; programs before and after changes are not asked.
/// (docs/decisions/0023)
class DryRun {
 public:
  explicit DryRun(Services& services);

  /// What they would have done so far. Once, outside of transactions. Throws as Store::read.
  Plan plan();

 private:
  void look(Db& db, const Rehearsal::Traces& traces);
  Plan::User user_of(const std::string& id, const UserGraph& after) const;
  Plan::Call call_of(const Task& task) const;
  void render(const Task& task, Plan::Call& call) const;

  Services& services_;
  std::map<std::string, UserGraph> after_;  ///< users as they would be, by id
  Rehearsal rehearsal_;
};

}  // namespace idm::provisioning
