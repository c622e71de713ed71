#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace idm::scim {

enum class Comparison {
  Equal,
  NotEqual,
  Contains,
  StartsWith,
  EndsWith,
  Greater,
  GreaterOrEqual,
  Less,
  LessOrEqual,
  Present
};

/// A filter of RFC 7644 section 3.4.2.2, taken apart.
struct Filter {
  enum class Kind {
    All,      ///< every one of `parts`, two or more
    Any,      ///< one of `parts`, two or more
    Not,      ///< not parts[0]
    Compare,  ///< `name` `comparison` `value`
    Element,  ///< an element of `name` for which parts[0] holds; parts[1], if there, is a Compare
              ///< of a sub-attribute, asked of these elements alone: `emails[…].value eq "x"`
  };
  Kind kind = Kind::Compare;
  std::vector<Filter> parts;
  std::string name;  ///< [urn:]attribute[.sub], as it was written; attributes.h looks it up
  Comparison comparison = Comparison::Present;
  nlohmann::ordered_json value;  ///< text, number, truth value or null; null with Present
};

/// Reads a filter. Operators and literals may be in any letter case, `not` binds before `and`, that
/// before `or`. Throws an invalidFilter that says where it stopped, what it found there and what
/// would have fitted; also for one that is longer than 64 KiB, nested more than 32 deep or of more
/// than 1000 comparisons.
Filter parse_filter(std::string_view text);

/// Reads the filter in brackets of a path: `text` begins behind `[`. `end` becomes the position
/// behind the closing bracket.
Filter parse_bracketed_filter(std::string_view text, std::size_t& end);

}  // namespace idm::scim
