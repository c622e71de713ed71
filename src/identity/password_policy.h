#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "identity/user_request.h"
#include "orm/policy.h"
#include "orm/types.h"

namespace idm {

class Reference;

/// How many of something; nothing = not limited.
struct Limits {
  std::optional<int> min, max;
};

/// A password policy, ready for use (behaviour.md 7.2). As built it allows everything.
struct PasswordPolicy {
  std::string id;
  int history = 0;  ///< PWD_HIST_VER: must differ from that many earlier ones
  Limits length, digits, upper, lower, non_alphanumeric, letters;
  bool not_login = false, not_name = false, not_the_word_password = false;
  bool no_vowels = false, no_digit_at_ends = false;
  bool not_guessable = false;                                       ///< DICTIONARY_CHECK
  std::vector<int> digit_at, alphanumeric_at, non_alphanumeric_at;  ///< positions, the first is 1
  std::optional<int> changes_a_day;
  std::string rejected;  ///< REJECT_CHARS_IN_PSWD, UTF-8
  std::optional<int> expiration_days, expiration_on_reset_days, grace_days;
  bool change_on_reset = false;          ///< CHNG_PSWD_ON_RESET is 1
  std::vector<std::string> unsupported;  ///< names of rules that are set but that we do not know
};

/// Adds rules to a policy: of two values the stricter holds, so a request's own policy can tighten
/// the one in force and never loosen it. Rules are known by parameter id, else by name; settings
/// (expiry and the like) by name. Throws Error(PasswordPolicyNotFound) naming `source`, where the
/// items come from, and the attribute when a number is not one.
void tighten(PasswordPolicy& policy, const std::vector<RequestPolicyItem>& items,
             const std::string& source);

/// For whom a policy is looked up.
struct PolicySubject {
  Text classification, user_type;
  std::string domain_id;
};

RequestPolicyItem item_of(const PolicyAttribute& attribute);

/// The id of the policy in force: the first bound to the classification, the user type, the domain,
/// or globally (behaviour.md 7.1).
std::optional<std::string> choose_policy(const std::vector<PolicyAssociation>& associations,
                                         const PolicySubject& subject);

/// The policy in force, read. Throws Error(PasswordPolicyNotFound) when none is bound or it has
/// unusable values. Rules that it sets and we do not know are logged once.
PasswordPolicy policy_for(const Reference& reference, const PolicySubject& subject);

/// A password that someone wants, and what the rules compare it with.
struct Candidate {
  std::string password, login;
  Text first_name, last_name;
  int changes_today = 0;
};

struct Violation {
  ErrorCode code;
  std::string text;
};

/// All rules that the candidate breaks, in OpenIAM's order (by parameter id; rules that OpenIAM had
/// no code for come last). History is not among them: it needs hashes, see passwords.h.
std::vector<Violation> violations(const PasswordPolicy& policy, const Candidate& candidate);

/// Throws Error with the first violation's code and a text that lists all; returns when there is
/// none.
void refuse_any(const std::vector<Violation>& violations);

}  // namespace idm
