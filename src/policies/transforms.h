#pragma once

#include <string>

#include "policies/settings.h"

namespace idm::policies {

/// What a transform does with `input` and `attributes`.
enum class Form {
  OnInput,       ///< changes its input
  MakesValue,    ///< `input` is accepted and has no effect
  NeedsSettings  ///< like MakesValue, and `attributes` must be there, even when they are empty
};

/// A type of transform: one row of the table in transforms.cpp.
struct TransformType {
  const char* name;
  Operation (*compile)(Settings& settings);
  Form form;
};

/// Null when there is none of that name.
const TransformType* find_transform_type(const std::string& name);
/// What to say about a name that is none.
std::string unknown_transform_type(const std::string& name);

// One file a family; transforms.cpp enters them into the table.
namespace sources {
Operation identity_attribute(Settings& settings);
Operation account_attribute(Settings& settings);
Operation static_value(Settings& settings);
Operation reference(Settings& settings);
Operation display_name(Settings& settings);
Operation uuid(Settings& settings);
}  // namespace sources

namespace choosing {
Operation first_valid(Settings& settings);
Operation concat(Settings& settings);
Operation join(Settings& settings);
Operation conditional(Settings& settings);
Operation lookup(Settings& settings);
}  // namespace choosing

namespace dates {
Operation format(Settings& settings);
Operation math(Settings& settings);
Operation compare(Settings& settings);
}  // namespace dates

namespace strings {
Operation lower(Settings& settings);
Operation upper(Settings& settings);
Operation trim(Settings& settings);
Operation substring(Settings& settings);
Operation index_of(Settings& settings);
Operation last_index_of(Settings& settings);
Operation left_pad(Settings& settings);
Operation right_pad(Settings& settings);
Operation base64_encode(Settings& settings);
Operation base64_decode(Settings& settings);
Operation decompose(Settings& settings);
Operation normalize_names(Settings& settings);
}  // namespace strings

namespace patterns {
Operation replace(Settings& settings);
Operation replace_all(Settings& settings);
Operation split(Settings& settings);
}  // namespace patterns

namespace randoms {
Operation alphanumeric(Settings& settings);
Operation numeric(Settings& settings);
}  // namespace randoms

namespace standards {
Operation e164_phone(Settings& settings);
Operation iso3166(Settings& settings);
Operation rfc5646(Settings& settings);
}  // namespace standards

namespace rules {
Operation rule(Settings& settings);
}  // namespace rules

}  // namespace idm::policies
