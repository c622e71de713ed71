#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policies/unique_text.h"

namespace idm::policies {

/// A field of a policy, checked and ready to run.
struct Field {
  enum class Source {
    None,             ///< nothing says where a value comes from: the field is not written
    Computed,         ///< a transform or a template
    UniqueAttribute,  ///< unique among this attribute of all accounts of the system
    UniqueAccountId,  ///< unique among the names of all accounts of the system
    Password,         ///< the account's password, or a new one
  };

  std::string name, type;
  bool multi_valued = false;
  bool required = false;
  bool names_account = false;  ///< its value is the account's name
  Source source = Source::None;
  Operation value = {};                       ///< of Source::Computed
  std::optional<UniqueText> unique = {};      ///< of the unique sources
  std::optional<std::string> attribute = {};  ///< of the identity, when the value is all of it

  bool secret() const { return type == "secret" || source == Source::Password; }
};

/// Checks the fields of a policy. Throws Error(InvalidArgument) naming field and member. Refers to
/// nothing of its arguments afterwards.
std::vector<Field> compile_fields(const Json& fields, const StoredTransforms& stored);

}  // namespace idm::policies
