#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "policies/operation.h"

namespace idm::policies {

/// Stored transforms by name: what `reference` may name.
using StoredTransforms = std::map<std::string, Json>;

/// Where we are in a document that is being checked.
struct Place {
  std::string path;  ///< for messages: transform.attributes.values[1]
  int depth = 0;
  const StoredTransforms* stored = nullptr;
  std::set<std::string> references = {};   ///< names that we are inside of
  bool in_policy = true;                   ///< false: in a stored transform
  const Json* field_attributes = nullptr;  ///< of the field whose transform this is

  Place in(const std::string& member) const;
};

/// Throws Error(InvalidArgument) naming the place.
[[noreturn]] void refuse(const Place& place, const std::string& why);

/// A transform, checked. Throws Error(InvalidArgument) naming place and member.
Operation compile_transform(const Json& transform, const Place& place);

/// A text with Velocity in it, or a nested transform. Numbers and truth values count as texts.
Operation compile_value(const Json& value, const Place& place);

/// The `attributes` of a transform, as the transforms read them. Remembers what was asked for: what
/// nobody asked for is a variable of templates. Throws as compile_transform().
class Settings {
 public:
  Settings(const Json& attributes, Place place);

  /// What the operation works on: the explicit input, else the implicit one.
  Operation input();
  Operation value(const std::string& name);
  /// Empty when it is not there or null.
  Operation value_if_any(const std::string& name);
  std::vector<Operation> values(const std::string& name);
  /// Without Velocity.
  std::string text(const std::string& name);
  std::string text(const std::string& name, const std::string& fallback);
  long long whole(const std::string& name);
  long long whole(const std::string& name, long long fallback);
  bool flag(const std::string& name, bool fallback);
  /// Of an object, in order.
  std::vector<std::pair<std::string, Operation>> table(const std::string& name);

  bool has(const std::string& name) const;
  /// The member as it was sent; null when it is not there. Counts as read.
  const Json* raw(const std::string& name);
  /// It is there and has no effect, by its documentation.
  void ignore(const std::string& name) { read_.insert(name); }

  const Place& place() const { return place_; }
  Place place(const std::string& name) const { return place_.in(name); }

  /// The rest.
  std::map<std::string, Operation> variables() const;

 private:
  const Json& attributes_;
  Place place_;
  std::set<std::string> read_;
};

/// The bodies of most transforms: null in, null out.
template <class Work>
Operation on_input(Settings& settings, Work work) {
  return [input = settings.input(), work](const Scope& scope) -> Value {
    Value value = input(scope);
    if (!value) return std::nullopt;
    return work(std::move(*value));
  };
}

}  // namespace idm::policies
