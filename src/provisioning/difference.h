#pragma once

#include <string>
#include <vector>

#include "connectors/connector.h"

namespace idm::provisioning {

/// The names of the attributes among `wanted` whose values on the system are others, in whatever
/// order; secret ones are passed by. "" = none. "mail, title".
std::string difference(const std::vector<connectors::Attribute>& wanted,
                       const std::vector<connectors::Attribute>& there);

}  // namespace idm::provisioning
