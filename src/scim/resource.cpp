#include "scim/resource.h"

namespace idm::scim {

std::string shown_instant(Instant at) {
  std::string text = to_sql(at);
  text[10] = 'T';
  return text + 'Z';
}

UserRequest origin_of(const Place& place) {
  UserRequest origin;
  origin.requestor = place.requestor;
  return origin;
}

Refusal refusal_of(const Error& error) {
  if (error.code() == ErrorCode::DuplicatePrincipal) return uniqueness("userName is taken");
  if (error.code() == ErrorCode::UserNotFound) return not_found("there is no such user");
  const ErrorForm& form = form_of(error.code());
  // What is our own fault is told by those who log it.
  if (form.http_status >= 500) throw error;
  return {form.http_status, form.scim_type, error.what()};
}

std::string version_of(const Json& resource) {
  const Json* meta = member(resource, "meta");
  const Json* version = meta ? member(*meta, "version") : nullptr;
  return version ? version->get<std::string>() : std::string();
}

}  // namespace idm::scim
