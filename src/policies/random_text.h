#pragma once

#include <string>
#include <string_view>

namespace idm::policies {

/// Characters drawn by a cryptographic generator.
std::string random_text(std::string_view alphabet, std::size_t length);

}  // namespace idm::policies
