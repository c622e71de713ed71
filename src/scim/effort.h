#pragma once

#include <cstddef>
#include <string>

#include "scim/error.h"
#include "scim/filter.h"
#include "scim/values.h"

namespace idm::scim {

inline constexpr std::size_t most_patch_operations = 1000;
/// Of one of a resource's lists, a group's members excepted.
inline constexpr std::size_t most_elements = 1000;

inline Refusal too_many(const std::string& detail) { return {413, "tooMany", detail}; }

/// Throws 413 for the operations of a PATCH when they are too many.
void refuse_many_operations(const Json& operations);
/// Throws 413 for a list that is too long.
void refuse_long_list(std::size_t size, const std::string& name);

/// What the operations of one PATCH may cost together: many, each about many elements, would keep
/// all other writers waiting.
class Effort {
 public:
  /// The value is read or written so many times; long texts, and those beyond ASCII, count for
  /// more. Throws 413 when that is too much.
  void spend(const Json& value, std::size_t times = 1);

 private:
  std::size_t spent_ = 0;
};

/// How often a filter looks at what it is asked of.
std::size_t comparisons_in(const Filter& filter);

}  // namespace idm::scim
