#pragma once

#include <string>
#include <vector>

#include "provisioning/outbox.h"
#include "provisioning/outcome.h"
#include "services.h"

/// Mails with credentials: tasks of a system of their own, carried out as any other
/// (docs/decisions/0022).
namespace idm::provisioning::mail {

/// What mails stand under among the tasks. No managed system has such an id.
inline constexpr const char* system_id = "@mail";

/// One mail that a change asks for.
struct Letter {
  enum class Kind { Credentials, CredentialsForSupervisor, Password };
  Kind kind = Kind::Credentials;
  std::string login;     ///< of which the password is
  std::string password;  ///< in the clear
};

bool is_configured(const Config& config);

/// Throws Error(InvalidArgument) when a template cannot be used.
void check_templates(const MailConfig& config);

/// Is there anybody whom the mails that a new user's request asks for would reach? Opens its own
/// transaction. False when none is asked for.
bool reaches_anybody(Services& services, const UserRequest& request);

/// Records mails about a user whose row is locked or inserted, to be sent after the commit. What
/// cannot be sent, and why, is returned for errorText; "" = all were recorded.
std::string record(Db& db, const Services& services, const User& user,
                   const std::vector<Letter>& letters, const Origin& origin);

/// Sends the mail of a task, to the address that its receiver has now. Throws
/// connectors::Failure and Error as carry_out() expects it.
Outcome send(Services& services, const Task& task);

}  // namespace idm::provisioning::mail
