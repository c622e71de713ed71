#pragma once

#include <string>

#include "identity/password_policy.h"

namespace idm {

/// A random password that meets the policy for that candidate (whose own password is ignored), at
/// least 12 characters long where the policy allows. Throws Error(PasswordPolicyNotFound) when the
/// policy contradicts itself.
std::string generate_password(const PasswordPolicy& policy, Candidate candidate);

}  // namespace idm
