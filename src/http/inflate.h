#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace idm::http {

enum class Inflated { Whole, Broken, TooLarge };

/// Unpacks gzip (also several members in a row) to `plain`, at most `limit` bytes of it.
Inflated inflate_gzip(std::string_view packed, std::size_t limit, std::string& plain);

}  // namespace idm::http
