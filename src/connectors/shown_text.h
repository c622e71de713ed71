#pragma once

#include <string>
#include <vector>

namespace idm::connectors {

/// What a target said, fit for logs and receipts: secrets blanked, control characters made blanks,
/// cut after 300 bytes.
std::string shown(std::string text, const std::vector<std::string>& secrets);

}  // namespace idm::connectors
