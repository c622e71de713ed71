#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "policies/identity.h"

namespace idm::policies {

/// Order and kind (number or text) of what was sent are kept.
using Json = nlohmann::ordered_json;

/// What a transform comes to; nothing is null.
using Value = std::optional<std::string>;

struct Scope;

/// A transform or a text, checked and ready to run. Throws Error(InvalidArgument) saying why it
/// cannot be evaluated; no secret in it.
using Operation = std::function<Value(const Scope&)>;

/// The field that is being rendered, and what came before it.
struct FieldContext {
  std::string name, type;
  std::string system_id, system_name;
  std::shared_ptr<const Identity> identity;
  Directory* directory = nullptr;
  bool secret = false;
  std::map<std::string, Value> earlier = {};          ///< fields before this one, by name
  std::map<std::string, Value> earlier_secrets = {};  ///< secret ones, which secret ones may see
};

/// What an operation sees.
struct Scope {
  const FieldContext& field;
  Value input = {};  ///< the implicit input
  /// The dynamic variables of the nearest transform, and the scope around it.
  const std::map<std::string, Operation>* variables = nullptr;
  const Scope* outer = nullptr;
  bool identity_names = false;  ///< attributes of the identity are variables, too
};

/// The value of a dynamic variable, else of an earlier field; nothing when there is none of that
/// name, or it is null.
Value variable(const Scope& scope, const std::string& name);

}  // namespace idm::policies
