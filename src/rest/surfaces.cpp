#include "rest/documents_surface.h"
#include "rest/oauth_endpoint.h"
#include "rest/operations_surface.h"
#include "rest/policies_surface.h"
#include "rest/route.h"

namespace idm::rest {

const std::vector<const Surface*>& surfaces() {
  static const std::vector<const Surface*> all{
      &oauth_surface,
      &policies_surface,
      &operations_surface,
      &documents_surface,
  };
  return all;
}

}  // namespace idm::rest
