#include "core/ascii.h"
#include "scim/attributes.h"
#include "scim/call.h"
#include "scim/discovery.h"
#include "scim/error.h"
#include "scim/handlers.h"

namespace idm::scim {
namespace {

/// RFC 7644 section 4: who filters these asks for what is not public.
std::string base_of(const rest::Request& request, Services& services) {
  if (request.asked("filter")) throw Refusal(403, "", "the discovery documents cannot be filtered");
  return place_of(request, services).base_url;
}

http::Response list_response(std::vector<Json> documents) {
  Json list;
  list["schemas"] = {"urn:ietf:params:scim:api:messages:2.0:ListResponse"};
  list["totalResults"] = documents.size();
  list["startIndex"] = 1;
  list["itemsPerPage"] = documents.size();
  list["Resources"] = std::move(documents);
  return read_message_response(list);
}

/// The one whose `id` that is.
http::Response one_of(const std::vector<Json>& documents, const std::string& id, const char* what) {
  for (const Json& document : documents)
    if (ascii::same(document["id"].get_ref<const std::string&>(), id))
      return read_message_response(document);
  throw not_found(std::string("there is no ") + what + " '" + id + "'");
}

}  // namespace

http::Response get_service_provider_config(const rest::Request& request, Services& services) {
  return read_message_response(service_provider_config(base_of(request, services)));
}

http::Response get_resource_types(const rest::Request& request, Services& services) {
  return list_response(resource_types(base_of(request, services)));
}

http::Response get_resource_type(const rest::Request& request, Services& services) {
  return one_of(resource_types(base_of(request, services)), request.parameter("name"),
                "resource type");
}

http::Response get_schemas(const rest::Request& request, Services& services) {
  return list_response(schema_documents(base_of(request, services)));
}

http::Response get_schema(const rest::Request& request, Services& services) {
  return one_of(schema_documents(base_of(request, services)), request.parameter("urn"), "schema");
}

http::Response refuse_me(const rest::Request&, Services&) {
  throw Refusal(501, "", "/Me is not served: tokens are not bound to users");
}

}  // namespace idm::scim
