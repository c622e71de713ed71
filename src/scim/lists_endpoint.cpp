#include "core/log.h"
#include "scim/bulk.h"
#include "scim/call.h"
#include "scim/document.h"
#include "scim/error.h"
#include "scim/group_resource.h"
#include "scim/handlers.h"
#include "scim/listing.h"
#include "scim/patch.h"
#include "scim/resource.h"
#include "scim/user_resource.h"

namespace idm::scim {
namespace {

/// Users of the tenant who are there: what is_there() of user_resource.cpp says, in SQL.
users::Statement visible_users(const Place& place) {
  const Config& config = place.services.config;
  const std::string own =
      "SELECT 1 FROM LOGIN pl WHERE pl.USER_ID = u.USER_ID AND pl.MANAGED_SYS_ID = ";
  users::Statement visible{
      {"(u.STATUS IS NULL OR u.STATUS <> 'DELETED') AND (EXISTS (" + own,
       config.default_managed_system                                                  },
      {" AND pl.SERVICE_ID = ",                                           place.domain},
      {")",                                                               {}          }
  };
  if (place.domain == config.default_domain) {
    visible.push_back({" OR NOT EXISTS (" + own, config.default_managed_system});
    visible.push_back({")", {}});
  }
  visible.push_back({")", {}});
  return visible;
}

Listed listed_users(const Place& place) {
  return {&user_type, visible_users(place),
          [&place](Db& db, const std::vector<std::string>& ids, const Needed&) {
            std::vector<Json> found;
            for (const std::string& id : ids)
              found.push_back(find_user(db, place, id).value_or(Json()));
            return found;
          }};
}

Listed listed_groups(const Place& place) {
  return {&group_type,
          {{"1 = 1", {}}},
          [&place](Db& db, const std::vector<std::string>& ids, const Needed& needed) {
            const Members members = needed("members") ? Members::Read : Members::Skip;
            std::vector<Json> found;
            for (const std::string& id : ids)
              found.push_back(find_group(db, place, id, members).value_or(Json()));
            return found;
          }};
}

enum class Of { Users, Groups, All };

http::Response list_response(const rest::Request& request, Services& services, Of of,
                             const ListRequest& wanted) {
  const Place place = place_of(request, services);
  std::vector<Listed> listed;
  std::vector<Projection> projections;
  const auto join = [&](Listed one) {
    projections.emplace_back(*one.type, wanted.attributes, wanted.excluded_attributes);
    listed.push_back(std::move(one));
  };
  if (of != Of::Groups) join(listed_users(place));
  if (of != Of::Users) join(listed_groups(place));
  const Needed shown = [&](std::string_view attribute) {
    for (const Projection& projection : projections)
      if (!projection.leaves_out(attribute)) return true;
    return false;
  };
  const Page page =
      list({services.store, services.secret_key, place.domain}, listed, wanted, shown);
  Json message;
  message["schemas"] = {"urn:ietf:params:scim:api:messages:2.0:ListResponse"};
  message["totalResults"] = page.total;
  if (!wanted.cursor) message["startIndex"] = page.start_index;
  message["itemsPerPage"] = page.resources.size();
  if (page.next_cursor) message["nextCursor"] = *page.next_cursor;
  Json resources = Json::array();
  for (std::size_t i = 0; i < page.resources.size(); ++i)
    for (std::size_t kind = 0; kind < listed.size(); ++kind)
      if (listed[kind].type == page.types[i])
        resources.push_back(projections[kind].apply(page.resources[i]));
  message["Resources"] = std::move(resources);
  http::Response response = message_response(200, message);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

http::Response by_parameters(const rest::Request& request, Services& services, Of of) {
  return list_response(request, services, of, read_list_parameters([&](const char* name) {
                         return request.all_asked(name);
                       }));
}

http::Response by_body(const rest::Request& request, Services& services, Of of) {
  return list_response(request, services, of, read_search(body_of(request)));
}

/// One operation of a Bulk, by the functions that serve it alone. Returns the resource; null for
/// one that was deleted.
Json run_user(const Place& place, const BulkCall& call,
              const std::optional<std::string>& if_match) {
  if (call.method == "POST") return create_user(place, read_document(user_type, call.data));
  if (call.method == "PUT")
    return replace_user(place, call.id, if_match, read_document(user_type, call.data));
  if (call.method == "PATCH")
    return change_user(place, call.id, if_match, true, [&](const Json& now_is) {
      return apply_patch(user_type, now_is, call.data).document;
    });
  remove_user(place, call.id, if_match);
  return {};
}

Json run_group(const Place& place, const BulkCall& call,
               const std::optional<std::string>& if_match) {
  if (call.method == "POST")
    return create_group(place, read_document(group_type, call.data), Members::Skip);
  if (call.method == "PUT")
    return replace_group(place, call.id, if_match, read_document(group_type, call.data),
                         Members::Skip);
  if (call.method == "PATCH")
    return change_group(
        place, call.id, if_match,
        [&](const Json& now_is, const MemberReader& members) {
          Patched patched = apply_patch(group_type, now_is, call.data, members);
          return GroupWish{std::move(patched.document), std::move(patched.members)};
        },
        Members::Skip);
  remove_group(place, call.id, if_match);
  return {};
}

int status_of(const BulkCall& call) {
  if (call.method == "POST") return 201;
  return call.method == "DELETE" ? 204 : 200;
}

BulkOutcome run_call(const Place& place, const BulkCall& call) {
  const std::optional<std::string> if_match =
      call.version.empty() ? std::nullopt : std::optional(call.version);
  const ResourceType& type = call.collection == "Users" ? user_type : group_type;
  BulkOutcome outcome;
  outcome.id = call.id;
  if (!call.id.empty()) outcome.location = location(place, type.endpoint, call.id);
  const auto refused = [&](int status, const std::string& scim_type, const std::string& detail) {
    outcome.status = status;
    outcome.error = error_body(status, scim_type, detail);
  };
  try {
    const Json resource =
        &type == &user_type ? run_user(place, call, if_match) : run_group(place, call, if_match);
    outcome.status = status_of(call);
    if (resource.is_null()) return outcome;
    outcome.id = resource["id"].get<std::string>();
    outcome.location = resource["meta"]["location"].get<std::string>();
    outcome.version = version_of(resource);
  } catch (const rest::Refusal& refusal) {
    refused(refusal.status, refusal.type, refusal.what());
  } catch (const Error& error) {
    // What a Refusal does not say in SCIM's words is our own fault.
    log::error(
        "scim_bulk_failed",
        {
            {"method",     call.method    },
            {"collection", call.collection},
            {"what",       error.what()   }
    });
    refused(form_of(error.code()).http_status, "", "the operation failed; the log says why");
  }
  return outcome;
}

}  // namespace

http::Response list_users(const rest::Request& request, Services& services) {
  return by_parameters(request, services, Of::Users);
}

http::Response list_groups(const rest::Request& request, Services& services) {
  return by_parameters(request, services, Of::Groups);
}

http::Response list_all(const rest::Request& request, Services& services) {
  return by_parameters(request, services, Of::All);
}

http::Response search_users(const rest::Request& request, Services& services) {
  return by_body(request, services, Of::Users);
}

http::Response search_groups(const rest::Request& request, Services& services) {
  return by_body(request, services, Of::Groups);
}

http::Response search_all(const rest::Request& request, Services& services) {
  return by_body(request, services, Of::All);
}

http::Response post_bulk(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  return message_response(
      200, run_bulk(
               body_of(request), [&](const BulkCall& call) { return run_call(place, call); },
               [](const Refusal& refusal) {
                 return error_body(refusal.status(), std::string(refusal.scim_type()),
                                   refusal.what());
               }));
}

}  // namespace idm::scim
