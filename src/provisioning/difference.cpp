#include "provisioning/difference.h"

#include <algorithm>
#include <set>

#include "core/folding.h"

namespace idm::provisioning {

std::string difference(const std::vector<connectors::Attribute>& wanted,
                       const std::vector<connectors::Attribute>& there) {
  std::string names;
  for (const connectors::Attribute& attribute : wanted) {
    if (attribute.secret) continue;
    const auto found = std::find_if(there.begin(), there.end(), [&](const auto& other) {
      return fold(other.name) == fold(attribute.name);
    });
    const std::set<std::string> values(attribute.values.begin(), attribute.values.end());
    std::set<std::string> has;
    if (found != there.end()) has.insert(found->values.begin(), found->values.end());
    if (values != has) names += (names.empty() ? "" : ", ") + attribute.name;
  }
  return names;
}

}  // namespace idm::provisioning
