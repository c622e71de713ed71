#pragma once

#include <string>
#include <vector>

namespace idm {

/// Rows of cells as lines with aligned columns; the first row is the headings. All rows are equally
/// long.
std::vector<std::string> text_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace idm
