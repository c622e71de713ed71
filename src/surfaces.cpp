#include "rest/mid_surface.h"
#include "rest/oauth_endpoint.h"
#include "rest/route.h"
#include "scim/scim_surface.h"

namespace idm::rest {

const std::vector<const Surface*>& surfaces() {
  static const std::vector<const Surface*> all{
      &oauth_surface,
      &mid_tenant_surface,
      &mid_realm_surface,
      &scim::scim_surface,
  };
  return all;
}

}  // namespace idm::rest
