#include "core/error.h"
#include "core/log.h"
#include "scim/bulk.h"
#include "scim/call.h"
#include "scim/document.h"
#include "scim/group_resource.h"
#include "scim/handlers.h"
#include "scim/patch.h"
#include "scim/resource.h"
#include "scim/user_resource.h"

namespace idm::scim {
namespace {

std::optional<std::string> if_match_of(const BulkCall& call) {
  return call.version.empty() ? std::nullopt : std::optional(call.version);
}

/// The resource as it then is; null when it is gone.
Json run_on_users(const Place& place, const BulkCall& call) {
  if (call.method == "POST") return create_user(place, {read_document(user_type, call.data)});
  if (call.method == "PUT")
    return replace_user(place, call.id, if_match_of(call), read_document(user_type, call.data));
  if (call.method == "PATCH")
    return change_user(place, call.id, if_match_of(call), true, [&](const Json& now_is) {
      return UserWish{apply_patch(user_type, now_is, call.data).document};
    });
  remove_user(place, call.id, if_match_of(call));
  return {};
}

Json run_on_groups(const Place& place, const BulkCall& call) {
  constexpr Members unread = Members::Skip;
  if (call.method == "POST")
    return create_group(place, read_document(group_type, call.data), unread);
  if (call.method == "PUT")
    return replace_group(place, call.id, if_match_of(call), read_document(group_type, call.data),
                         unread);
  if (call.method == "PATCH")
    return change_group(
        place, call.id, if_match_of(call),
        [&](const Json& now_is, const MemberReader& members) {
          Patched patched = apply_patch(group_type, now_is, call.data, members);
          return GroupWish{std::move(patched.document), std::move(patched.members)};
        },
        unread);
  remove_group(place, call.id, if_match_of(call));
  return {};
}

BulkOutcome outcome_of(const Place& place, const BulkCall& call) {
  const bool on_users = call.collection == "Users";
  const Json resource = on_users ? run_on_users(place, call) : run_on_groups(place, call);
  BulkOutcome outcome;
  outcome.status = call.method == "POST" ? 201 : call.method == "DELETE" ? 204 : 200;
  outcome.id = resource.is_null() ? call.id : resource.at("id").get<std::string>();
  outcome.location =
      location(place, on_users ? user_type.endpoint : group_type.endpoint, outcome.id);
  if (!resource.is_null()) outcome.version = version_of(resource);
  return outcome;
}

BulkOutcome refused(const Place& place, const BulkCall& call, int status, const std::string& type,
                    const std::string& detail) {
  BulkOutcome outcome;
  outcome.status = status;
  outcome.error = error_body(status, type, detail);
  if (!call.id.empty())
    outcome.location = location(
        place, call.collection == "Users" ? user_type.endpoint : group_type.endpoint, call.id);
  return outcome;
}

/// What goes wrong in one operation leaves the others alone.
BulkOutcome run_call(const Place& place, const BulkCall& call) {
  try {
    return outcome_of(place, call);
  } catch (const Refusal& refusal) {
    return refused(place, call, refusal.status(), refusal.type, refusal.what());
  } catch (const Error& error) {
    const ErrorForm& form = form_of(error.code());
    if (error.code() != ErrorCode::Internal)
      return refused(place, call, form.http_status, form.scim_type, error.what());
    log::error("bulk_operation_failed",
               {
                   {"request", place.requestor.http_request_id},
                   {"error",   error.what()                   }
    });
  } catch (const std::exception& error) {
    log::error("bulk_operation_failed",
               {
                   {"request", place.requestor.http_request_id},
                   {"error",   error.what()                   }
    });
  }
  return refused(place, call, 500, "",
                 "internal error, reference " + place.requestor.http_request_id);
}

}  // namespace

http::Response post_bulk(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Json response = run_bulk(
      body_of(request), [&](const BulkCall& call) { return run_call(place, call); },
      [](const Refusal& refusal) {
        return error_body(refusal.status(), refusal.type, refusal.what());
      });
  return message_response(200, response);
}

}  // namespace idm::scim
