#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace idm {

/// For messages about a name that is unknown: ` (did you mean "x"?)` with the candidate that is
/// nearest, or nothing when none is near. A candidate's part behind its last dot counts as its
/// name, too.
std::string did_you_mean(std::string_view unknown, const std::vector<std::string>& candidates);

}  // namespace idm
