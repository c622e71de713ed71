#pragma once

#include <string_view>

#include "rest/route.h"

namespace idm::rest {

/// docs/openapi.json, as /openapi.json answers it.
extern const std::string_view openapi_document;
/// The page at /docs, which shows it; it needs nothing from elsewhere.
extern const std::string_view documents_page;

/// /openapi.json and /docs, open to everybody.
extern const Surface documents_surface;

}  // namespace idm::rest
