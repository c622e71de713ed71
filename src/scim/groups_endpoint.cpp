#include "scim/attributes.h"
#include "scim/call.h"
#include "scim/document.h"
#include "scim/group_resource.h"
#include "scim/handlers.h"
#include "scim/patch.h"

namespace idm::scim {
namespace {

/// Members that nobody will see are not read.
Members wanted(const Projection& shown) {
  return shown.leaves_out("members") ? Members::Skip : Members::Read;
}

}  // namespace

http::Response post_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Projection shown = projection_of(request, group_type);
  const Json resource =
      create_group(place, read_document(group_type, body_of(request)), wanted(shown));
  http::Response response = resource_response(201, resource, shown);
  response.headers.emplace_back("Location", resource["meta"]["location"].get<std::string>());
  return response;
}

http::Response get_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Projection shown = projection_of(request, group_type);
  return read_response(request, get_group(place, request.parameter("id"), wanted(shown)), shown);
}

http::Response put_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Projection shown = projection_of(request, group_type);
  const Json document = read_document(group_type, body_of(request));
  return resource_response(
      200,
      replace_group(place, request.parameter("id"), if_match_of(request), document, wanted(shown)),
      shown);
}

http::Response patch_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Projection shown = projection_of(request, group_type);
  const Json message = body_of(request);
  const bool empty_answer = patch_response(request, place, Json::object(), shown).status == 204;
  const Json resource = change_group(
      place, request.parameter("id"), if_match_of(request),
      [&](const Json& now_is, const MemberReader& members) {
        Patched patched = apply_patch(group_type, now_is, message, members);
        return GroupWish{std::move(patched.document), std::move(patched.members)};
      },
      empty_answer ? Members::Skip : wanted(shown));
  return patch_response(request, place, resource, shown);
}

http::Response delete_group(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  remove_group(place, request.parameter("id"), if_match_of(request));
  return {204, "", "", {}};
}

}  // namespace idm::scim
