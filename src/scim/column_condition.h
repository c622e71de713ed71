#pragma once

#include <optional>
#include <string>

#include "identity/statement_text.h"
#include "scim/filter.h"

namespace idm::scim {

/// A column of texts as they are compared (folded or not), which may have been cut.
struct TextColumn {
  const char* name;      ///< with the alias of its table
  std::size_t width;     ///< characters after which texts were cut; 0: never
  bool folded = true;    ///< without case
  bool is_copy = false;  ///< of the whole value, and of nothing else: a prefix or piece is exact
};

/// Adds the condition that `column` `comparison` `value`, never null where it is exact. False, and
/// nothing added, when the column cannot say. `exact` becomes false when the condition holds of
/// more than the comparison does.
bool add_text_condition(users::StatementText& text, const TextColumn& column, Comparison comparison,
                        const std::string& value, bool& exact);

/// The same for a column of instants.
bool add_instant_condition(users::StatementText& text, const std::string& column,
                           Comparison comparison, Instant value);

}  // namespace idm::scim
