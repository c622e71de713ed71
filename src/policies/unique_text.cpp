#include "policies/unique_text.h"

#include <algorithm>
#include <regex>

#include "core/error.h"
#include "orm/text.h"

namespace idm::policies {
namespace {

constexpr long long most_checks = 50;
const std::regex counter_reference(R"(\$!?(\{uniqueCounter\}|\(uniqueCounter\)|uniqueCounter\b))");

struct Halves {
  bool counts = false;
  std::string before, after;
};

Halves halves_of(const Place& place, const std::string& text) {
  std::smatch match;
  if (!std::regex_search(text, match, counter_reference)) return {false, text, ""};
  const std::string after = match.suffix();
  if (std::regex_search(after, counter_reference)) refuse(place, "has uniqueCounter twice");
  return {true, match.prefix(), after};
}

Template template_of(const Place& place, const std::string& text) {
  try {
    return Template(with_braces(text));
  } catch (const Error& error) {
    refuse(place, error.what());
  }
}

std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void read_limits(Settings& field, UniqueText& made) {
  // Templates of connectors write them without "cloud".
  const auto limit = [&](const char* name, const char* other, long long most) {
    const char* given = field.has(name) ? name : other;
    if (!field.has(given)) return 0LL;
    const long long number = field.whole(given);
    if (number < 1 || number > most)
      refuse(field.place(given), "must be from 1 to " + std::to_string(most));
    return number;
  };
  const long long checks = limit("cloudMaxUniqueChecks", "maxUniqueChecks", most_checks);
  const long long size = limit("cloudMaxSize", "maxSize", 640);
  if (checks) made.checks = static_cast<int>(checks);
  if (size) made.size = static_cast<std::size_t>(size);
}

}  // namespace

std::string with_braces(const std::string& text) {
  static const std::regex parenthesised(R"(\$(!?)\(([A-Za-z_][\w.-]*)\))");
  return std::regex_replace(text, parenthesised, "$$$1{$2}");
}

CountedPattern::CountedPattern(const Place& place, const std::string& text)
    : counts_(halves_of(place, text).counts),
      before_(template_of(place, halves_of(place, text).before)),
      after_(template_of(place, halves_of(place, text).after)) {}

std::string CountedPattern::fill(const Scope& scope, const std::string& counter,
                                 std::optional<std::size_t> size) const {
  const std::string before = before_.render(scope);
  const std::string rest = counter + after_.render(scope);
  if (!size) return before + rest;
  if (!counts_) return first_characters(before, *size);
  const std::size_t taken = length_of(rest);
  if (taken >= *size)
    throw Error(ErrorCode::InvalidArgument,
                "the counter does not fit into cloudMaxSize " + std::to_string(*size));
  return first_characters(before, *size - taken) + rest;
}

std::vector<std::string> UniqueText::candidates(const Scope& outer) const {
  Scope scope = outer;
  scope.variables = &variables;
  scope.outer = &outer;
  scope.identity_names = identity_names;
  std::vector<std::string> all;
  for (const CountedPattern& pattern : patterns) {
    try {
      const int left = checks - static_cast<int>(all.size());
      for (int counter = 0; counter < (pattern.counts() ? left : std::min(left, 1)); ++counter) {
        std::string text = pattern.fill(scope, counter == 0 ? "" : std::to_string(counter), size);
        if (text.empty()) break;
        all.push_back(std::move(text));
      }
    } catch (const NoValue&) {
      if (!skip_nulls) return {};
    }
  }
  return all;
}

UniqueText unique_template(const Place& place, const Json& field_attributes) {
  Settings field(field_attributes, place);
  const std::string text = field.text("template", "");
  if (text.empty()) refuse(place, "lacks template, which the generator fills");
  UniqueText made{{CountedPattern(place.in("template"), text)}};
  made.identity_names = true;
  read_limits(field, made);
  return made;
}

UniqueText username_generator(const Place& place, const Json& transform,
                              const Json& field_attributes) {
  const auto member = transform.find("attributes");
  const Place inside = place.in("attributes");
  if (member == transform.end() || !member->is_object()) refuse(inside, "must be an object");
  Settings settings(*member, inside);
  const Json* patterns = settings.raw("patterns");
  if (!patterns || !patterns->is_array() || patterns->empty())
    refuse(inside.in("patterns"), "must be an array of patterns");
  UniqueText made{{}};
  made.skip_nulls = true;
  for (std::size_t i = 0; i < patterns->size(); ++i) {
    const Place at = inside.in("patterns").in("[" + std::to_string(i) + "]");
    if (!(*patterns)[i].is_string()) refuse(at, "must be a text");
    if (!made.patterns.empty() && made.patterns.back().counts())
      refuse(at, "is never reached: uniqueCounter must be in the last pattern");
    made.patterns.emplace_back(at, (*patterns)[i].get<std::string>());
  }
  // A look at the target before the account is there is the connector's put(); ours is the index.
  settings.flag("sourceCheck", false);
  settings.ignore("requiresPeriodicRefresh");
  made.variables = settings.variables();
  Settings field(field_attributes, place);
  read_limits(field, made);
  return made;
}

Operation field_template(const Place& place, const std::string& text) {
  if (std::regex_search(text, counter_reference))
    refuse(place, "has uniqueCounter, but the field's transform names no generator");
  return [filled = template_of(place, text)](const Scope& outer) -> Value {
    Scope scope = outer;
    scope.identity_names = true;
    try {
      return filled.render(scope);
    } catch (const NoValue&) {
      return std::nullopt;
    }
  };
}

}  // namespace idm::policies
