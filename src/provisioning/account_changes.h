#pragma once

#include <string>
#include <vector>

#include "identity/user_request.h"
#include "provisioning/outbox.h"
#include "services.h"

/// What adding or modifying a user means for target systems.
namespace idm::provisioning {

/// What the tasks need of a request that somebody else carries out. Holds passwords: wiped at the
/// end.
class Asked {
 public:
  Asked(const Config& config, const UserRequest& request);
  ~Asked();
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  /// What was made because none was sent.
  void set_password(const std::string& made) { request_.password = made; }
  /// Of the primary login, as sent or made; "" = there is none.
  std::string primary_password() const;

  /// Only what tasks and audit rows need.
  const UserRequest& request() const { return request_; }
  /// Does userResourceList want that resource removed?
  bool removes(const Resource& resource) const;
  /// {"password":…} as sent for that login itself, for a task to hold sealed; "" = none was.
  std::string secret_for(const LoginId& login) const;
  /// Likewise for the primary login.
  std::string secret_for_primary() const;

 private:
  const Config& config_;
  UserRequest request_;
};

/// Records what a new user's accounts need, in the transaction that adds the user.
void record_new_user(Db& db, const Services& services, const Reference& reference,
                     const Asked& asked, const UserAnswer& added);

/// Records what a modification means for accounts: made, changed, renamed, ended (what roles and
/// resources no longer give, minus what is still needed). Ends the principals on systems that the
/// user loses. Changes `answer` accordingly.
void record_modification(Db& db, const Services& services, const Reference& reference,
                         const Asked& asked, UserAnswer& answer);

/// Makes the principals that a user has on that system inactive, with their audit rows; those that
/// are already stay.
void end_principals(Db& db, UserGraph& user, const std::string& managed_system_id,
                    const UserRequest& request);

}  // namespace idm::provisioning
