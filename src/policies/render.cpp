#include "policies/render.h"

#include "core/error.h"
#include "policies/evaluation.h"

namespace idm::policies {
namespace {

/// A policy may have two fields of one name: the later one decides.
void put(std::vector<connectors::Attribute>& attributes, FieldResult& field) {
  std::erase_if(attributes,
                [&](const connectors::Attribute& earlier) { return earlier.name == field.name; });
  attributes.push_back({field.name, std::move(field.values), field.secret});
}

}  // namespace

Rendered render(Services& services, const RenderRequest& request) {
  const PolicyInForce policy =
      policy_in_force(services, request.managed_system_id, name_of(request.usage));
  Evaluated evaluated = evaluate(services, policy, request, true);
  Rendered rendered;
  for (FieldResult& field : evaluated.fields) {
    if (!field.error.empty())
      throw Error(ErrorCode::InvalidArgument,
                  policy.label + ", field \"" + field.name + "\": " + field.error);
    if (field.written) put(rendered.attributes, field);
  }
  if (!evaluated.error.empty())
    throw Error(ErrorCode::InvalidArgument, policy.label + ": " + evaluated.error);
  rendered.account_name = std::move(evaluated.account_name);
  return rendered;
}

}  // namespace idm::policies
