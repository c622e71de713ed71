#include "connectors/option_checks.h"

#include <algorithm>

#include "core/error.h"

namespace idm::connectors {

void one_of(const Target& target, const std::string& option,
            const std::vector<std::string>& allowed) {
  const std::string& value = target.option(option);
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
  std::string list;
  for (const std::string& word : allowed) list += (list.empty() ? "" : ", ") + word;
  throw Error(ErrorCode::InvalidArgument,
              "option \"" + option + "\": \"" + value + "\" is none of " + list);
}

void not_empty(const Target& target, const std::string& option) {
  if (target.option(option).empty())
    throw Error(ErrorCode::InvalidArgument, "option \"" + option + "\": is empty");
}

}  // namespace idm::connectors
