#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rest/json_body.h"

namespace idm::rest {

/// Which part of a list is asked for: limit, offset, count.
struct Page {
  std::size_t limit = 250, offset = 0;
  bool counted = false;  ///< the caller wants X-Total-Count
};

/// Reads limit (0 to 250), offset and count (true, false) from the query. Throws Refusal 400 naming
/// one that is none of these.
Page page_of(const Request& request);

/// A query parameter that is a whole number from `least` to `most`. Throws Refusal 400.
std::size_t number_asked(const Request& request, const char* name, std::size_t fallback,
                         std::size_t least, std::size_t most);
/// One that is true or false. Throws Refusal 400.
bool flag_asked(const Request& request, const char* name, bool fallback);

/// That part of all rows, as an array; `shape` makes a value of a row.
template <class Row, class Shape>
Json page_part(const Page& page, const std::vector<Row>& all, Shape shape) {
  Json shown = Json::array();
  for (std::size_t i = page.offset; i < all.size() && shown.size() < page.limit; ++i)
    shown.push_back(shape(all[i]));
  return shown;
}

/// Adds X-Total-Count where it was asked for.
http::Response with_total(http::Response response, const Page& page, std::size_t total);

}  // namespace idm::rest
