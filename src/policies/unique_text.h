#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policies/settings.h"
#include "policies/velocity.h"

namespace idm::policies {

/// A pattern in which ${uniqueCounter} may stand.
class CountedPattern {
 public:
  /// Throws Error(InvalidArgument) naming the place when it is no template, or has two counters.
  CountedPattern(const Place& place, const std::string& text);

  bool counts() const { return counts_; }
  /// With that counter, cut to that many characters before the counter. Throws NoValue, and
  /// Error(InvalidArgument) when the counter does not fit.
  std::string fill(const Scope& scope, const std::string& counter,
                   std::optional<std::size_t> size) const;

 private:
  bool counts_;
  Template before_, after_;
};

/// What makes a field's value unique.
struct UniqueText {
  std::vector<CountedPattern> patterns;
  std::map<std::string, Operation> variables = {};
  bool identity_names = false;  ///< placeholders are attributes of the identity
  bool skip_nulls = false;      ///< a pattern that lacks a value is passed over
  int checks = 50;
  std::optional<std::size_t> size = {};

  /// What to try, in order: as many as may be checked. Empty when a value is missing.
  std::vector<std::string> candidates(const Scope& scope) const;
};

/// Of a field's `template`. The place is the field's `attributes`.
UniqueText unique_template(const Place& place, const Json& field_attributes);
/// usernameGenerator.
UniqueText username_generator(const Place& place, const Json& transform,
                              const Json& field_attributes);

/// $(x), as some templates have it, is ${x}.
std::string with_braces(const std::string& text);

/// A field's `template`: null when one of its placeholders is.
Operation field_template(const Place& place, const std::string& text);

}  // namespace idm::policies
