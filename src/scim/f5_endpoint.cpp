#include "core/ascii.h"
#include "scim/attributes.h"
#include "scim/call.h"
#include "scim/discovery.h"
#include "scim/document.h"
#include "scim/error.h"
#include "scim/f5_call.h"
#include "scim/f5_handlers.h"
#include "scim/f5_roles.h"
#include "scim/f5_shape.h"
#include "scim/group_resource.h"
#include "scim/patch.h"
#include "scim/resource_list.h"
#include "scim/user_resource.h"

namespace idm::scim::f5 {
namespace {

/// What every write of a user here has: nobody else's externalId; "" is none, as it is shown.
UserWish completed(UserWish wish) {
  const Json* external_id = member(wish.document, "externalId");
  if (external_id != nullptr && *external_id == "") wish.document.erase("externalId");
  wish.external_id_is_unique = true;
  return wish;
}

UserWish in_working_form(UserWish wish) {
  wish.document = read_document(user_type, wish.document);
  return completed(std::move(wish));
}

/// SCIM's list in this dialect: the same pages, filters and projections.
http::Response list_of(const rest::Request& request, const Place& place, const ResourceType& type) {
  const ResourceType* const types[] = {&type};
  ListRequest asked = list_request(request);
  if (asked.filter && &type == &user_type) read_role_filter(place, *asked.filter);
  Json list = list_response(place, types, asked);
  for (Json& resource : list["Resources"])
    resource = &type == &user_type ? shown_user(place, resource) : shown_group(resource);
  for (const char* name : {"itemsPerPage", "startIndex", "totalResults"})
    if (list.contains(name)) list[name] = counter(request, list[name].get<std::int64_t>());
  return answered(request, list);
}

/// The discovery documents are SCIM's, at the same address.
std::string base_of(const rest::Request& request, Services& services) {
  return place_of(request, services).base_url;
}

http::Response one_of(const rest::Request& request, const std::vector<Json>& documents,
                      const std::string& id) {
  for (const Json& document : documents)
    if (ascii::same(document["id"].get_ref<const std::string&>(), id))
      return answered(request, document);
  throw not_found("there is no '" + id + "'");
}

}  // namespace

http::Response list_users(const rest::Request& request, Services& services) {
  return list_of(request, place_of(request, services), user_type);
}

http::Response post_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const UserWish wish = in_working_form(read_new_user(place, body_of(request)));
  return created(request, shown_user(place, create_user(place, wish)));
}

http::Response get_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  return answered_resource(request,
                           shown_user(place, scim::get_user(place, request.parameter("id"))));
}

http::Response put_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Json body = body_of(request);
  const Json resource = change_user(
      place, request.parameter("id"), if_match_of(request), true,
      [&](const Json& present) { return in_working_form(read_replacement(place, body, present)); });
  return answered_resource(request, shown_user(place, resource));
}

http::Response patch_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Json body = body_of(request);
  const std::string& id = request.parameter("id");
  const Json resource =
      change_user(place, id, if_match_of(request), true, [&](const Json& present) {
        UserWish wish = read_patch(place, body, id, present);
        // What was about groups alone leaves no operation, which is none of the caller's faults.
        const bool nothing_left = wish.groups && wish.document["Operations"].empty();
        const auto read_filter = [&](Path& path) {
          if (path.filter && path.attribute->name == "roles")
            read_role_element_filter(place, *path.filter);
        };
        wish.document =
            nothing_left ? present
                         : apply_patch(user_type, present, wish.document, {}, read_filter).document;
        return completed(std::move(wish));
      });
  return answered_resource(request, shown_user(place, resource));
}

http::Response delete_user(const rest::Request& request, Services& services) {
  remove_user(place_of(request, services), request.parameter("id"), if_match_of(request));
  return removed(request);
}

http::Response list_groups(const rest::Request& request, Services& services) {
  return list_of(request, place_of(request, services), group_type);
}

http::Response post_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Json document = read_document(group_type, read_group(body_of(request)));
  return created(request, shown_group(create_group(place, document, Members::Read)));
}

http::Response get_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  return answered_resource(
      request, shown_group(scim::get_group(place, request.parameter("id"), Members::Read)));
}

http::Response put_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Json document = read_document(group_type, read_group(body_of(request)));
  return answered_resource(
      request, shown_group(replace_group(place, request.parameter("id"), if_match_of(request),
                                         document, Members::Read)));
}

http::Response patch_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Json message = read_group_patch(body_of(request), request.parameter("id"));
  const Json resource = change_group(
      place, request.parameter("id"), if_match_of(request),
      [&](const Json& present, const MemberReader& members) {
        Patched patched = apply_patch(group_type, present, message, members);
        return GroupWish{std::move(patched.document), std::move(patched.members)};
      },
      Members::Read);
  return answered_resource(request, shown_group(resource));
}

http::Response delete_group(const rest::Request& request, Services& services) {
  remove_group(place_of(request, services), request.parameter("id"), if_match_of(request));
  return removed(request);
}

http::Response get_resource_types(const rest::Request& request, Services& services) {
  const std::vector<Json> types = resource_types(base_of(request, services));
  Json list;
  list["schemas"] = {"urn:ietf:params:scim:api:messages:2.0:ListResponse"};
  list["resources"] = types;
  list["totalResults"] = counter(request, static_cast<std::int64_t>(types.size()));
  list["status"] = "200";
  list["detail"] = "";
  return answered(request, list);
}

http::Response get_resource_type(const rest::Request& request, Services& services) {
  return one_of(request, resource_types(base_of(request, services)), request.parameter("id"));
}

http::Response get_schemas(const rest::Request& request, Services& services) {
  const std::vector<Json> schemas = schema_documents(base_of(request, services));
  const auto count = static_cast<std::int64_t>(schemas.size());
  Json list;
  list["schemas"] = {"urn:ietf:params:scim:api:messages:2.0:ListResponse"};
  list["Resources"] = schemas;
  list["itemsPerPage"] = counter(request, count);
  list["startIndex"] = counter(request, 1);
  list["totalResults"] = counter(request, count);
  return answered(request, list);
}

http::Response get_schema(const rest::Request& request, Services& services) {
  return one_of(request, schema_documents(base_of(request, services)), request.parameter("id"));
}

http::Response get_service_provider_config(const rest::Request& request, Services& services) {
  Json config = service_provider_config(base_of(request, services));
  // Neither is served here; Basic is for SCIM's own address.
  config["bulk"] = {
      {"supported",      false},
      {"maxOperations",  0    },
      {"maxPayloadSize", 0    }
  };
  config["authenticationSchemes"].erase(1);
  Json& most = config["filter"]["maxResults"];
  most = counter(request, most.get<std::int64_t>());
  return answered(request, config);
}

}  // namespace idm::scim::f5
