#pragma once

#include <string>
#include <vector>

#include "policies/field.h"
#include "policies/render.h"

namespace idm::policies {

/// CREATE, UPDATE, …
const char* name_of(Usage usage);

/// The policy in force, ready to run.
struct PolicyInForce {
  std::string label;  ///< "policy CREATE of managed system 110"
  std::string system_name;
  std::string domain_id;  ///< of the system; "" = none
  std::vector<Field> fields;
};

/// Throws Error(ObjectIdInvalid) for an unknown system, and Error(InvalidArgument) naming the
/// policy when it cannot be used (its transforms may have changed).
PolicyInForce policy_in_force(Services& services, const std::string& managed_system_id,
                              const std::string& usage);

/// What became of a field.
struct FieldResult {
  std::string name;
  std::vector<std::string> values = {};
  bool secret = false;
  bool written = false;    ///< false: the account keeps what it has
  std::string error = {};  ///< why there is no value; "" = none is needed
};

struct Evaluated {
  std::vector<FieldResult> fields;
  std::string account_name;
  std::string error;  ///< why the account has no name
};

/// Runs the fields in order, past those that fail. `reserve` false: unique values are only looked
/// for.
Evaluated evaluate(Services& services, const PolicyInForce& policy, const RenderRequest& request,
                   bool reserve);

}  // namespace idm::policies
