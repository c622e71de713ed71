#include "rest/documents_surface.h"
#include "rest/mid_surface.h"
#include "rest/oauth_endpoint.h"
#include "rest/operations_surface.h"
#include "rest/policies_surface.h"
#include "rest/route.h"
#include "scim/f5_surface.h"
#include "scim/scim_surface.h"

namespace idm::rest {

const std::vector<const Surface*>& surfaces() {
  static const std::vector<const Surface*> all{
      // F5's paths may begin with anything.
      &scim::f5_surface,   &oauth_surface,    &mid_tenant_surface, &mid_realm_surface,
      &scim::scim_surface, &policies_surface, &operations_surface, &documents_surface,
  };
  return all;
}

}  // namespace idm::rest
