#pragma once

#include "support/rest_caller.h"

namespace idm::test {

/// Where the F5 dialect is, and a user as its clients make one.
inline const std::string f5_home = "/api/scim/namespaces/system/v2";

inline nlohmann::ordered_json f5_ada() {
  return {
      {"userName",   "ada@example.org"                                                    },
      {"externalId", "ext-1"                                                              },
      {"name",       {{"givenName", "Ada"}, {"familyName", "Lovelace"}}                   },
      {"emails",     {{{"value", "ada@example.org"}, {"primary", true}, {"type", "work"}}}},
      {"active",     true                                                                 },
      {"roles",      {"END_USER"}                                                         }
  };
}

}  // namespace idm::test
