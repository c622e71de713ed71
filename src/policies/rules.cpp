// The built-in rules. Rules of one's own would be programs; there are none.
#include <sodium.h>

#include <algorithm>

#include "core/error.h"
#include "core/nearest.h"
#include "policies/messages.h"
#include "policies/random_text.h"
#include "policies/transforms.h"

namespace idm::policies::rules {
namespace {

constexpr const char* utility = "Cloud Services Deployment Utility";
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view signs = "!@#$%&*()+<>?";

bool needed_flag(Settings& settings, const char* name) {
  if (!settings.has(name)) refuse(settings.place(), std::string("lacks ") + name);
  return settings.flag(name, false);
}

Operation random_string(Settings& settings) {
  const bool numbers = needed_flag(settings, "includeNumbers");
  const bool special = needed_flag(settings, "includeSpecialChars");
  const long long length = settings.whole("length");
  const int classes = 1 + numbers + special;
  if (length < classes || length > 450)
    refuse(settings.place("length"), "must be from " + std::to_string(classes) + " to 450");
  return [=](const Scope&) -> Value {
    std::string alphabet(letters);
    std::string text = random_text(letters, 1);  // each class is there
    if (numbers) text += random_text(digits, 1);
    if (special) text += random_text(signs, 1);
    if (numbers) alphabet += digits;
    if (special) alphabet += signs;
    text += random_text(alphabet, static_cast<std::size_t>(length) - text.size());
    for (std::size_t left = text.size(); left > 1; --left)
      std::swap(text[left - 1], text[randombytes_uniform(static_cast<std::uint32_t>(left))]);
    return text;
  };
}

Operation end_of_string(Settings& settings) {
  const long long count = settings.whole("numChars");
  if (count < 0) refuse(settings.place("numChars"), "must not be negative");
  return on_input(settings, [=](const std::string& text) -> Value {
    auto at = text.size();
    for (long long left = count; left > 0; --left) {
      if (at == 0) return std::nullopt;
      for (--at; at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;) --at;
    }
    return text.substr(at);
  });
}

Operation reference_attribute(Settings& settings) {
  return [uid = settings.value("uid"),
          attribute = settings.value("attributeName")](const Scope& scope) -> Value {
    const Value name = uid(scope);
    if (!name) return std::nullopt;
    const auto person = *name == "manager" ? scope.field.identity->manager()
                                           : scope.field.directory->by_name(*name);
    return person ? person->value(attribute(scope).value_or("")) : std::nullopt;
  };
}

struct UtilityOperation {
  const char* name;
  Operation (*compile)(Settings& settings);
};

constexpr UtilityOperation utility_operations[] = {
    {"generateRandomString",          random_string      },
    {"getEndOfString",                end_of_string      },
    {"getReferenceIdentityAttribute", reference_attribute},
};

}  // namespace

Operation rule(Settings& settings) {
  const std::string name = settings.text("name");
  if (name.starts_with("Create "))
    refuse(settings.place("name"),
           "there is no rule \"" + name + "\" here: the generators stand directly in a field");
  if (name != utility)
    refuse(settings.place("name"),
           "there is no rule \"" + name + "\"" + did_you_mean(name, {utility}));
  const std::string wanted = settings.text("operation");
  std::vector<std::string> names;
  for (const UtilityOperation& operation : utility_operations) {
    if (wanted == operation.name) {
      Operation made = operation.compile(settings);
      settings.ignore("input");
      return made;
    }
    names.emplace_back(operation.name);
  }
  refuse(settings.place("operation"),
         "the rule has no operation \"" + wanted + "\"" + did_you_mean(wanted, names));
}

}  // namespace idm::policies::rules
