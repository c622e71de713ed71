#include "identity/password_generator.h"

#include <sodium.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/seal.h"
#include "identity/password_hash.h"

namespace idm {
namespace {

// Without those that are easily confused when read from paper, and without signs that need quoting
// in XML.
constexpr std::string_view lower_case = "abcdefghijkmnpqrstuvwxyz";
constexpr std::string_view upper_case = "ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view digits = "23456789";
constexpr std::string_view signs = "!#$%*+-/:;=?@.,()";
constexpr std::string_view vowels = "aeiouAEIOU";
constexpr int usual_length = 12;

std::size_t random_below(std::size_t bound) {
  return randombytes_uniform(static_cast<std::uint32_t>(bound));
}

/// Characters of one sort, and how many of them are in the password.
struct Sort {
  std::string characters;
  Limits limits;
  bool letter;
  int count = 0;

  bool has(char c) const { return characters.find(c) != std::string::npos; }
};

/// How many characters of which sort.
class Mixture {
 public:
  explicit Mixture(const PasswordPolicy& policy) : policy_(policy) {
    const auto sort = [&](std::string_view from, const Limits& limits, bool letter) {
      Sort made{"", limits, letter};
      for (const char c : from)
        if (policy.rejected.find(c) == std::string::npos &&
            !(policy.no_vowels && vowels.find(c) != std::string_view::npos))
          made.characters += c;
      sorts_.push_back(std::move(made));
    };
    sort(lower_case, policy.lower, true);
    sort(upper_case, policy.upper, true);
    sort(digits, policy.digits, false);
    sort(signs, policy.non_alphanumeric, false);
    sorts_[2].limits.min = needed(policy.digits, policy.digit_at.size());
    sorts_[3].limits.min = needed(policy.non_alphanumeric, policy.non_alphanumeric_at.size());
    mix();
  }

  /// The characters, in order of their sorts.
  std::string draw() const {
    std::string password;
    for (const Sort& sort : sorts_)
      for (int i = 0; i < sort.count; ++i)
        password += sort.characters[random_below(sort.characters.size())];
    return password;
  }

 private:
  static int needed(const Limits& limits, std::size_t positions) {
    return std::max(limits.min.value_or(0), static_cast<int>(positions));
  }

  int total() const {
    int sum = 0;
    for (const Sort& sort : sorts_) sum += sort.count;
    return sum;
  }
  int letters() const { return sorts_[0].count + sorts_[1].count; }

  bool takes_another(const Sort& sort) const {
    return !sort.characters.empty() && (!sort.limits.max || sort.count < *sort.limits.max) &&
           (!sort.letter || !policy_.letters.max || letters() < *policy_.letters.max) &&
           (!policy_.length.max || total() < *policy_.length.max);
  }

  /// Adds one of those sorts by chance. False when none takes another.
  bool add(bool letters_only) {
    std::vector<Sort*> open;
    for (Sort& sort : sorts_)
      if ((sort.letter || !letters_only) && takes_another(sort)) open.push_back(&sort);
    if (open.empty()) return false;
    ++open[random_below(open.size())]->count;
    return true;
  }

  int wanted_length() const {
    const int shortest = policy_.length.min.value_or(0);
    // A rule about a position needs the password to reach it.
    int reach = std::max(shortest, usual_length);
    for (const auto* at :
         {&policy_.digit_at, &policy_.alphanumeric_at, &policy_.non_alphanumeric_at})
      for (const int position : *at) reach = std::max(reach, position);
    return std::min({reach, policy_.length.max.value_or(reach), longest});
  }

  void mix() {
    for (Sort& sort : sorts_)
      while (sort.count < sort.limits.min.value_or(0) && takes_another(sort)) ++sort.count;
    while (letters() < policy_.letters.min.value_or(0) && add(true)) {
    }
    for (Sort& sort : sorts_)
      if (sort.count == 0 && takes_another(sort)) ++sort.count;
    while (total() < wanted_length() && add(false)) {
    }
  }

  static constexpr int longest = 1024;  // a policy that wants more is a slip of the pen

  const PasswordPolicy& policy_;
  std::vector<Sort> sorts_;
};

void shuffle(std::string& text) {
  for (std::size_t left = text.size(); left > 1; --left)
    std::swap(text[left - 1], text[random_below(left)]);
}

bool is_one_of(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

/// Swaps into those positions characters that fit, from places that no rule has claimed.
template <class Fits>
void place(std::string& text, std::vector<char>& claimed, const std::vector<int>& positions,
           Fits fits) {
  for (const int position : positions) {
    const auto to = static_cast<std::size_t>(position) - 1;
    if (to >= text.size() || claimed[to]) continue;
    for (std::size_t from = 0; from < text.size(); ++from) {
      if (claimed[from] || !fits(text[from])) continue;
      std::swap(text[from], text[to]);
      claimed[to] = 1;
      break;
    }
  }
}

void arrange(std::string& text, const PasswordPolicy& policy) {
  shuffle(text);
  std::vector<char> claimed(text.size(), 0);
  place(text, claimed, policy.digit_at, [](char c) { return is_one_of(digits, c); });
  place(text, claimed, policy.non_alphanumeric_at, [](char c) { return is_one_of(signs, c); });
  place(text, claimed, policy.alphanumeric_at, [](char c) { return !is_one_of(signs, c); });
  if (policy.no_digit_at_ends)
    place(text, claimed, {1, static_cast<int>(text.size())},
          [](char c) { return !is_one_of(digits, c); });
}

}  // namespace

std::string generate_password(const PasswordPolicy& policy, Candidate candidate) {
  candidate.changes_today = 0;  // no other password would change that
  std::vector<Violation> broken;
  for (int attempt = 0; attempt < 100; ++attempt) {
    wipe(candidate.password);
    candidate.password = Mixture(policy).draw();
    arrange(candidate.password, policy);
    broken = violations(policy, candidate);
    if (broken.empty()) return std::move(candidate.password);
  }
  wipe(candidate.password);
  std::string text = "no password can meet password policy " + policy.id;
  for (const Violation& violation : broken) text += "; " + violation.text;
  throw Error(ErrorCode::PasswordPolicyNotFound, text);
}

}  // namespace idm
