#include "policies/render.h"

#include "core/error.h"
#include "policies/evaluation.h"

namespace idm::policies {

Rendered render(Services& services, const RenderRequest& request) {
  const PolicyInForce policy =
      policy_in_force(services, request.managed_system_id, name_of(request.usage));
  Evaluated evaluated = evaluate(services, policy, request, true);
  Rendered rendered;
  for (FieldResult& field : evaluated.fields) {
    if (!field.error.empty())
      throw Error(ErrorCode::InvalidArgument,
                  policy.label + ", field \"" + field.name + "\": " + field.error);
    if (field.written)
      rendered.attributes.push_back({field.name, std::move(field.values), field.secret});
  }
  if (!evaluated.error.empty())
    throw Error(ErrorCode::InvalidArgument, policy.label + ": " + evaluated.error);
  rendered.account_name = std::move(evaluated.account_name);
  return rendered;
}

}  // namespace idm::policies
