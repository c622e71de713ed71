#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <zxcvbn.h>

#include <algorithm>

#include "core/folding.h"
#include "identity/password_policy.h"

namespace idm {
namespace {

std::vector<UChar32> code_points(const std::string& text) {
  std::vector<UChar32> points;
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 point;
    U8_NEXT(text.data(), i, size, point);
    points.push_back(point);
  }
  return points;
}

bool is_digit(UChar32 c) { return c >= '0' && c <= '9'; }
bool is_upper(UChar32 c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(UChar32 c) { return c >= 'a' && c <= 'z'; }
bool is_letter(UChar32 c) { return is_upper(c) || is_lower(c); }
// OpenIAM counted part of ASCII's signs only. We count every character that is neither a letter nor
// a digit in any script: whoever chose "[" to meet the rule has met it.
bool is_alphanumeric(UChar32 c) { return c > 0 && u_isalnum(c); }
bool is_sign(UChar32 c) { return !is_alphanumeric(c); }
bool is_vowel(UChar32 c) {
  const UChar32 lower = u_tolower(c);
  return lower == 'a' || lower == 'e' || lower == 'i' || lower == 'o' || lower == 'u';
}

bool holds(const std::string& text, const Text& part) {
  if (part.null() || part->empty()) return false;
  const std::string folded = fold(*part);
  // Folding drops trailing blanks: a name of blanks is in no password.
  return !folded.empty() && fold(text).find(folded) != std::string::npos;
}

std::string wanted(const Limits& limits) {
  if (limits.min && limits.max)
    return std::to_string(*limits.min) + " to " + std::to_string(*limits.max);
  return limits.min ? "at least " + std::to_string(*limits.min)
                    : "at most " + std::to_string(*limits.max);
}

/// One password on its way through the rules.
struct Check {
  const PasswordPolicy& policy;
  const Candidate& candidate;
  const std::vector<UChar32> points = code_points(candidate.password);
  std::vector<Violation> found;

  void refuse(bool broken, ErrorCode code, const std::string& text) {
    if (broken) found.push_back({code, text});
  }

  void count(const Limits& limits, long count, ErrorCode code, const char* what) {
    if ((limits.min && count < *limits.min) || (limits.max && count > *limits.max))
      found.push_back({code, "it has " + std::to_string(count) + " " + what +
                                 ", the policy wants " + wanted(limits)});
  }
  void count(const Limits& limits, bool (*is)(UChar32), ErrorCode code, const char* what) {
    count(limits, std::count_if(points.begin(), points.end(), is), code, what);
  }

  void at(const std::vector<int>& positions, bool (*is)(UChar32), const char* what) {
    for (const int position : positions) {
      const auto index = static_cast<std::size_t>(position) - 1;
      refuse(index >= points.size() || !is(points[index]), ErrorCode::PasswordRefused,
             std::string("it needs ") + what + " at position " + std::to_string(position));
    }
  }

  void composition();
  void content();
  void ours();
};

void Check::composition() {
  if (points.empty()) {
    // Without PWD_LEN nothing else would stop it.
    found.push_back({ErrorCode::PasswordLength, "it is empty"});
  } else {
    count(policy.length, static_cast<long>(points.size()), ErrorCode::PasswordLength, "characters");
  }
  count(policy.digits, is_digit, ErrorCode::PasswordNumeric, "digits");
  count(policy.upper, is_upper, ErrorCode::PasswordUpperCase, "upper-case letters");
  count(policy.lower, is_lower, ErrorCode::PasswordLowerCase, "lower-case letters");
  count(policy.non_alphanumeric, is_sign, ErrorCode::PasswordNonAlpha,
        "characters other than letters and digits");
  count(policy.letters, is_letter, ErrorCode::PasswordAlpha, "letters");
}

void Check::content() {
  const std::string& password = candidate.password;
  refuse(policy.not_login && holds(password, candidate.login), ErrorCode::PasswordHasPrincipal,
         "it contains the principal");
  // As in OpenIAM the rule needs both names; unlike there, an empty one is in no password.
  const bool named = !candidate.first_name.null() && !candidate.last_name.null();
  refuse(policy.not_name && named &&
             (holds(password, candidate.first_name) || holds(password, candidate.last_name)),
         ErrorCode::PasswordHasName, "it contains the first or last name");
  refuse(policy.not_the_word_password && holds(password, Text("password")),
         ErrorCode::PasswordHasPassword, "it contains the word password");
  refuse(policy.changes_a_day && candidate.changes_today >= *policy.changes_a_day,
         ErrorCode::PasswordChangeFrequency,
         "it was changed " + std::to_string(candidate.changes_today) +
             " times today, the policy allows " + std::to_string(policy.changes_a_day.value_or(0)));
  const std::vector<UChar32> rejected = code_points(policy.rejected);
  refuse(std::find_first_of(points.begin(), points.end(), rejected.begin(), rejected.end()) !=
             points.end(),
         ErrorCode::PasswordRejectedCharacters,
         "it contains one of the characters " + policy.rejected);
}

/// Estimates how soon a guesser would try it, who knows the usual words, names, dates, keyboard
/// walks and substitutions, and the names of the user.
bool is_guessable(const Candidate& candidate) {
  std::vector<const char*> words{candidate.login.c_str()};
  if (!candidate.first_name.null()) words.push_back(candidate.first_name->c_str());
  if (!candidate.last_name.null()) words.push_back(candidate.last_name->c_str());
  words.push_back(nullptr);
  constexpr double million_guesses = 20;  // bits
  return ZxcvbnMatch(candidate.password.c_str(), words.data(), nullptr) < million_guesses;
}

// OpenIAM has parameters for these and no code: failPasswordPolicy.
void Check::ours() {
  refuse(policy.not_guessable && is_guessable(candidate), ErrorCode::PasswordRefused,
         "it would be guessed soon: it is a common password, word, name, date or pattern, or close "
         "to one");
  refuse(policy.no_vowels && std::any_of(points.begin(), points.end(), is_vowel),
         ErrorCode::PasswordRefused, "it contains vowels");
  refuse(policy.no_digit_at_ends && !points.empty() &&
             (is_digit(points.front()) || is_digit(points.back())),
         ErrorCode::PasswordRefused, "it begins or ends with a digit");
  at(policy.digit_at, is_digit, "a digit");
  at(policy.alphanumeric_at, is_alphanumeric, "a letter or digit");
  at(policy.non_alphanumeric_at, is_sign, "a character other than a letter or digit");
}

}  // namespace

std::vector<Violation> violations(const PasswordPolicy& policy, const Candidate& candidate) {
  Check check{policy, candidate, code_points(candidate.password), {}};
  check.composition();
  check.content();
  check.ours();
  return std::move(check.found);
}

void refuse_any(const std::vector<Violation>& violations) {
  if (violations.empty()) return;
  std::string text = "the password is refused: ";
  for (const Violation& violation : violations) {
    if (&violation != &violations.front()) text += "; ";
    text += violation.text;
  }
  throw Error(violations.front().code, text);
}

}  // namespace idm
