#include "core/ascii.h"
#include "scim/attributes.h"
#include "scim/call.h"
#include "scim/document.h"
#include "scim/handlers.h"
#include "scim/patch.h"
#include "scim/resource.h"
#include "scim/user_resource.h"

namespace idm::scim {
namespace {

/// The body names the password, in whatever case and wherever: reason enough to look closer.
bool mentions_password(const std::string& body) {
  constexpr std::string_view word = "password";
  for (std::size_t i = 0; i + word.size() <= body.size(); ++i)
    if (ascii::same(std::string_view(body).substr(i, word.size()), word)) return true;
  return false;
}

}  // namespace

http::Response post_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Projection shown = projection_of(request, user_type);
  const Json resource = create_user(place, {read_document(user_type, body_of(request))});
  http::Response response = resource_response(201, resource, shown);
  response.headers.emplace_back("Location", resource["meta"]["location"].get<std::string>());
  return response;
}

http::Response get_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Projection shown = projection_of(request, user_type);
  return read_response(request, get_user(place, request.parameter("id")), shown);
}

http::Response put_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Projection shown = projection_of(request, user_type);
  const Json document = read_document(user_type, body_of(request));
  return resource_response(
      200, replace_user(place, request.parameter("id"), if_match_of(request), document), shown);
}

http::Response patch_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  const Projection shown = projection_of(request, user_type);
  const Json message = body_of(request);
  const Json resource =
      change_user(place, request.parameter("id"), if_match_of(request),
                  mentions_password(request.http.body), [&](const Json& now_is) {
                    return UserWish{apply_patch(user_type, now_is, message).document};
                  });
  return patch_response(request, place, resource, shown);
}

http::Response delete_user(const rest::Request& request, Services& services) {
  const Place place = place_of(request, services);
  remove_user(place, request.parameter("id"), if_match_of(request));
  return {204, "", "", {}};
}

}  // namespace idm::scim
