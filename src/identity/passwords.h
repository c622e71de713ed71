#pragma once

#include <functional>
#include <string>
#include <vector>

#include "identity/password_policy.h"
#include "identity/user_request.h"
#include "orm/login.h"
#include "orm/password_history.h"
#include "orm/user.h"
#include "services.h"

/// What may be done with passwords (behaviour.md 3, 7). No clear text is stored or logged. Each
/// function opens its own transactions and hashes outside of them: never call one inside a
/// transaction. Callers who change one user's passwords at once wait for each other.
namespace idm::passwords {

/// A value for connectors that came with a password; texts as sent, values in base64.
struct PassedAttribute {
  Text name, value, value_as_bytes, metadata_element_id, data_type, object_type, operation;
  bool multivalued = false;
  std::vector<std::string> values;
  std::vector<PassedAttribute> members;  ///< of attributeContainer
};

/// PasswordSync as sent; null = absent. requestor.user_id is its requestorId.
struct PasswordChange {
  Text domain_id, principal, managed_system_id, password;
  Text source_system_id;
  bool send_to_user = false;
  std::vector<PassedAttribute> attributes;  ///< empty when they are not to be passed through
  Requestor requestor;
};

struct PasswordAnswer {
  std::string user_id;
  Text password;  ///< for the caller: setPassword: only when we generated it; resetPassword: always
  std::string note;  ///< for errorText beside a success; may be empty
};

/// What a call has stored, for those who carry it on to target systems.
struct Written {
  const User& user;
  std::vector<LoginId> reached;  ///< the active logins that have the password now
  const std::string& clear;
  bool to_be_changed = false;  ///< by its owner, when it is used first
  bool unlocked = false;       ///< the user was locked until now
  bool activated = false;      ///< the user's status was INACTIVE until now
};
/// Runs in the transaction that stores the password: what must be there with it or not at all.
using AlsoStore = std::function<void(Db&, const Written&)>;

/// setPassword (behaviour.md 7.3): checks and stores the password on all logins of the user on that
/// system, and on those of target systems that take part in password synchronisation. Throws
/// MissingRequiredAttribute, PrincipalNotFound, UserNotFound, UserStatusForbids,
/// PasswordPolicyNotFound, the violated rule's code, Overloaded.
PasswordAnswer set_password(Services& services, const PasswordChange& change,
                            const AlsoStore& also_store = nullptr);

/// resetPassword (7.4): as set_password, but on that system on the addressed login only, to be
/// changed by its owner; the password is generated when absent or empty.
PasswordAnswer reset_password(Services& services, const PasswordChange& change,
                              const AlsoStore& also_store = nullptr);

/// syncPasswordFromSrc (7.5): stores the password that the addressed system has already, without
/// asking the rules: there, on the default system, and where passwords are synchronised. A missing
/// password: MissingRequiredAttribute.
PasswordAnswer synchronise_password(Services& services, const PasswordChange& change,
                                    const AlsoStore& also_store = nullptr);

/// Unless the system's resource says INCLUDE_IN_PASSWORD_SYNC = N.
bool takes_synchronised_passwords(const Reference& reference, const std::string& managed_system);

/// A password for a login that is about to be stored.
struct NewPassword {
  std::string hash;
  std::string clear;  ///< as given or generated; wipe it when it has reached its receiver
  Moment expires, grace_period;
  int reset_password = 0;
};

/// What a login had before, and has.
struct EarlierHashes {
  Text current;                      ///< the present hash
  std::vector<std::string> history;  ///< newest first
};

struct NewPasswordRequest {
  PolicySubject subject;
  Candidate candidate;  ///< an empty password: generate one
  std::vector<RequestPolicyItem> tightening;
  EarlierHashes earlier_hashes;  ///< empty for a new login
};

/// For addUser and for a rename with a password: checks or generates by the policy, then hashes.
/// Call it before the transaction. Throws as set_password.
NewPassword prepare_new_password(Services& services, const NewPasswordRequest& request);

/// Puts a prepared password on a login. A new login's PWD_CHANGED stays null.
void apply(const NewPassword& password, Login& login);

/// The row that remembers a login's present password, which it must have.
PasswordHistory history_row(const Login& login);

EarlierHashes earlier_hashes(Db& db, const Login& login);

/// The present one and the last policy.history: those that a new password must not belong to.
std::vector<std::string> hashes_in_force(const PasswordPolicy& policy,
                                         const EarlierHashes& earlier);

/// True when the password is the present one or one of the last policy.history. Hashes: not in a
/// transaction.
bool is_repeated(Services& services, const PasswordPolicy& policy, const EarlierHashes& earlier,
                 const std::string& clear);
/// What a repeated password violates; the first rule in OpenIAM's order.
Violation repeated(const PasswordPolicy& policy);

struct Expiry {
  Moment expires, grace_period;
};
/// Nothing without days: such a password does not expire.
Expiry expiry_after(std::optional<int> days, std::optional<int> grace_days, Instant from);

}  // namespace idm::passwords
