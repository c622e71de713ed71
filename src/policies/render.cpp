#include "policies/render.h"
namespace idm::policies {
Rendered render(Services&, const RenderRequest& request) {
  std::string name = request.account_name;
  for (const Principal& p : request.user.principals)
    if (name.empty() && p.login.id.managed_system_id == "0") name = p.login.id.login;
  Rendered r{name, {}};
  if (!request.user.user.last_name.null())
    r.attributes.push_back({"lastName", {*request.user.user.last_name}});
  return r;
}
}  // namespace idm::policies
