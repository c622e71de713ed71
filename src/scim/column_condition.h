#pragma once

#include <string>

#include "identity/statement_text.h"
#include "scim/filter.h"

namespace idm::scim {

/// A column by which texts are looked for.
struct TextColumn {
  std::string name;       ///< with the alias of its table
  std::size_t width = 0;  ///< characters after which folded texts are cut; 0: it is not folded
  /// The column that it is a copy of, where that one may be cut itself: the rest of a longer value
  /// stands elsewhere.
  std::string original = {};
  std::size_t original_width = 0;
};

/// Adds a condition that holds wherever the value `comparison` `literal` does, and hardly anywhere
/// else. False, and nothing added, for a comparison of which the column says nothing.
bool add_text_condition(users::StatementText& text, const TextColumn& column, Comparison comparison,
                        const std::string& literal);

/// Adds a condition that holds exactly where the instant does; never null.
bool add_instant_condition(users::StatementText& text, const std::string& column,
                           Comparison comparison, Instant literal);

}  // namespace idm::scim
