#include "policies/operation.h"

namespace idm::policies {

Value variable(const Scope& scope, const std::string& name) {
  for (const Scope* at = &scope; at; at = at->outer) {
    if (!at->variables) continue;
    const auto found = at->variables->find(name);
    // Evaluated outside of its own map, so that variables cannot go in circles.
    if (found != at->variables->end()) return found->second(at->outer ? *at->outer : *at);
  }
  const auto field = scope.field.earlier.find(name);
  if (field != scope.field.earlier.end()) return field->second;
  const auto secret = scope.field.earlier_secrets.find(name);
  if (scope.field.secret && secret != scope.field.earlier_secrets.end()) return secret->second;
  return scope.identity_names ? scope.field.identity->value(name) : Value();
}

}  // namespace idm::policies
