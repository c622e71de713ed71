#pragma once

struct soap;

namespace idm::soap {

/// Ends an operation that is not built yet in a Server fault that names it.
int not_served(struct ::soap* soap, const char* operation);

}  // namespace idm::soap
