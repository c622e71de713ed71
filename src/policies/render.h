#pragma once

#include <string>
#include <vector>

#include "connectors/connector.h"
#include "identity/user_graph.h"
#include "orm/store.h"
#include "services.h"

/// What is written to accounts: provisioning policies, their templates and transforms.
namespace idm::policies {

/// The usage types that changes of ours come to (rest.md 4 has more, for callers to store).
enum class Usage { Create, Update, Enable, Disable, Delete, ChangePassword };

struct RenderRequest {
  std::string managed_system_id;
  Usage usage = Usage::Create;
  const UserGraph& user;  ///< whole, as users::get gives it
  /// The account's name, when a principal or an earlier change gave it one; "" = the policy or the
  /// user's principal on the default system names it.
  std::string account_name = {};
  std::string password = {};  ///< in the clear, for fields that take one; "" = none is known
};

struct Rendered {
  std::string account_name;
  std::vector<connectors::Attribute> attributes;
};

/// Runs the managed system's policy for that usage (its own, else the default of its connector's
/// kind, else nothing) for one user. Reads the store for what makes names unique; call it outside
/// of a transaction. Throws Error(InvalidArgument) naming the field that cannot be rendered, and
/// Error(ObjectIdInvalid) for an unknown system.
Rendered render(Services& services, const RenderRequest& request);

}  // namespace idm::policies
