#include "identity/password_policy.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/folding.h"
#include "identity/policy_value.h"

namespace idm {
namespace {

/// One attribute being read: its values, and how to complain about them.
struct Item {
  const std::string& source;
  const RequestPolicyItem& item;

  std::optional<int> number(const Text& text) const {
    std::optional<int> value;
    if (!read_policy_number(text, value)) refuse(*text);
    return value;
  }

  bool flag() const { return !item.value1.null() && fold(*item.value1) == "true"; }

  /// Numbers with anything between them.
  std::vector<int> positions() const {
    std::vector<int> found;
    if (item.value1.null()) return found;
    std::string_view rest = *item.value1;
    constexpr std::string_view digits = "0123456789";
    while ((rest.remove_prefix(std::min(rest.find_first_of(digits), rest.size())), !rest.empty())) {
      const std::string_view one = rest.substr(0, rest.find_first_not_of(digits));
      int value = 0;
      const auto [end, error] = std::from_chars(one.data(), one.data() + one.size(), value);
      if (error != std::errc() || value == 0) refuse(*item.value1);
      found.push_back(value);
      rest.remove_prefix(one.size());
    }
    if (found.empty() && item.value1->find_first_not_of(' ') != std::string::npos)
      refuse(*item.value1);
    return found;
  }

  [[noreturn]] void refuse(const std::string& value) const {
    throw Error(ErrorCode::PasswordPolicyNotFound, source + ": " + item.name + " (" +
                                                       item.parameter_id + ") has the value '" +
                                                       value + "', which is not a number");
  }
};

void at_least(std::optional<int>& limit, std::optional<int> wanted) {
  if (wanted && (!limit || *wanted > *limit)) limit = wanted;
}
void at_most(std::optional<int>& limit, std::optional<int> wanted) {
  if (wanted && (!limit || *wanted < *limit)) limit = wanted;
}

template <Limits PasswordPolicy::*member>
void range(PasswordPolicy& policy, const Item& item) {
  at_least((policy.*member).min, item.number(item.item.value1));
  at_most((policy.*member).max, item.number(item.item.value2));
}
template <bool PasswordPolicy::*member>
void flag(PasswordPolicy& policy, const Item& item) {
  policy.*member = policy.*member || item.flag();
}
template <std::optional<int> PasswordPolicy::*member>
void most(PasswordPolicy& policy, const Item& item) {
  at_most(policy.*member, item.number(item.item.value1));
}
template <std::vector<int> PasswordPolicy::*member>
void positions(PasswordPolicy& policy, const Item& item) {
  for (const int position : item.positions()) (policy.*member).push_back(position);
}

void history(PasswordPolicy& policy, const Item& item) {
  policy.history = std::max(policy.history, item.number(item.item.value1).value_or(0));
}
void change_on_reset(PasswordPolicy& policy, const Item& item) {
  if (item.number(item.item.value1) == 1) policy.change_on_reset = true;
}
void rejected(PasswordPolicy& policy, const Item& item) {
  if (!item.item.value1.null()) policy.rejected += *item.item.value1;
}
void nothing(PasswordPolicy&, const Item&) {}

struct Parameter {
  std::string_view id, name;
  void (*apply)(PasswordPolicy&, const Item&);
};

// RESET_BY_USER has no effect in OpenIAM either; the questions belong to self-service, the rest to
// mails.
constexpr Parameter parameters[] = {
    {"110", "PWD_HIST_VER",            history                                        },
    {"",    "PWD_EXPIRATION",          most<&PasswordPolicy::expiration_days>         },
    {"112", "PWD_LEN",                 range<&PasswordPolicy::length>                 },
    {"113", "NUMERIC_CHARS",           range<&PasswordPolicy::digits>                 },
    {"114", "UPPERCASE_CHARS",         range<&PasswordPolicy::upper>                  },
    {"115", "LOWERCASE_CHARS",         range<&PasswordPolicy::lower>                  },
    {"116", "NON_ALPHA_CHARS",         range<&PasswordPolicy::non_alphanumeric>       },
    {"117", "ALPHA_CHARS",             range<&PasswordPolicy::letters>                },
    {"",    "DICTIONARY_CHECK",        flag<&PasswordPolicy::not_guessable>           },
    {"121", "PWD_LOGIN",               flag<&PasswordPolicy::not_login>               },
    {"122", "PWD_NAME",                flag<&PasswordPolicy::not_name>                },
    {"123", "VOWELS_IN_PWD",           flag<&PasswordPolicy::no_vowels>               },
    {"124", "REJECT_NUM_START",        flag<&PasswordPolicy::no_digit_at_ends>        },
    {"125", "HAS_NUMERIC_AT",          positions<&PasswordPolicy::digit_at>           },
    {"126", "HAS_ALPHA_NUM_AT",        positions<&PasswordPolicy::alphanumeric_at>    },
    {"128", "FORCE_NON_ALPHA_NUM_AT",  positions<&PasswordPolicy::non_alphanumeric_at>},
    {"",    "PWD_EXP_WARN",            nothing                                        },
    {"",    "QUEST_COUNT",             nothing                                        },
    {"",    "QUEST_SRC",               nothing                                        },
    {"",    "QUEST_LIST",              nothing                                        },
    {"",    "PWD_EXP_GRACE",           most<&PasswordPolicy::grace_days>              },
    {"",    "CHNG_PSWD_ON_RESET",      change_on_reset                                },
    {"",    "INITIAL_PSWD_FIXED",      nothing                                        },
    {"",    "INITIAL_PSWD_VALUE",      nothing                                        },
    {"138", "PWD_EQ_PWD",              flag<&PasswordPolicy::not_the_word_password>   },
    {"139", "RESET_BY_USER",           nothing                                        },
    {"140", "RESET_PER_TIME",          most<&PasswordPolicy::changes_a_day>           },
    {"",    "PWD_EXPIRATION_ON_RESET", most<&PasswordPolicy::expiration_on_reset_days>},
    {"142", "PASSWORD_CHANGE_ALLOWED", most<&PasswordPolicy::changes_a_day>           },
    {"170", "REJECT_CHARS_IN_PSWD",    rejected                                       },
    {"",    "QUEST_ANSWER_CORRECT",    nothing                                        },
};

/// A rule goes by its parameter id, whatever it is called; a setting by its name, as its id varies.
const Parameter* find_parameter(const RequestPolicyItem& item) {
  const auto find = [](auto matches) {
    const auto found = std::find_if(std::begin(parameters), std::end(parameters), matches);
    return found == std::end(parameters) ? nullptr : found;
  };
  const Parameter* by_id = find([&](const Parameter& parameter) {
    return !parameter.id.empty() && parameter.id == item.parameter_id;
  });
  if (by_id) return by_id;
  return find([&](const Parameter& parameter) { return parameter.name == item.name; });
}

bool has_value(const RequestPolicyItem& item) {
  return (!item.value1.null() && !item.value1->empty()) ||
         (!item.value2.null() && !item.value2->empty());
}

}  // namespace

void tighten(PasswordPolicy& policy, const std::vector<RequestPolicyItem>& items,
             const std::string& source) {
  for (const RequestPolicyItem& item : items) {
    if (const Parameter* parameter = find_parameter(item))
      parameter->apply(policy, {source, item});
    else if (has_value(item))
      policy.unsupported.push_back(item.name.empty() ? item.parameter_id : item.name);
  }
}

}  // namespace idm
