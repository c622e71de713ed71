#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scim/filter.h"
#include "scim/values.h"

namespace idm::scim {

/// What a list is asked for, by the parameters of a GET or the body of a .search.
struct ListRequest {
  std::string filter_text;  ///< empty: none
  std::optional<Filter> filter;
  std::string sort_by;  ///< empty: the order of creation
  bool ascending = true;
  std::int64_t start_index = 1;
  std::int64_t count = 0;             ///< 0: the total alone
  std::optional<std::string> cursor;  ///< empty: the first page
  std::vector<std::string> attributes, excluded_attributes;
};

inline constexpr std::int64_t default_page = 100;
inline constexpr std::int64_t largest_page = 1000;

/// From a query's parameters; `all` gives those of one name, decoded. Throws invalidFilter,
/// invalidValue, invalidCount or, for a cursor with a startIndex, invalidCursor.
ListRequest read_list_parameters(
    const std::function<std::vector<std::string>(const char* name)>& all);

/// From a SearchRequest. Throws as above, and an invalidSyntax for what is none.
ListRequest read_search(const Json& body);

}  // namespace idm::scim
