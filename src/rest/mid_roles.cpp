#include <algorithm>

#include "identity/roles.h"
#include "rest/mid_call.h"
#include "rest/mid_handlers.h"
#include "rest/requestor.h"

namespace idm::rest::mid {
namespace {

constexpr std::size_t longest = 32;

bool is_role_name(const std::string& name) {
  const auto characters = std::count_if(name.begin(), name.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  return !name.empty() && static_cast<std::size_t>(characters) <= longest && name.front() != ' ' &&
         name.back() != ' ' && std::none_of(name.begin(), name.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/';
         });
}

/// The call says all in its path. What is sent beside it would be lost.
void refuse_members(const Request& request) {
  if (request.http.body.find_first_not_of(" \t\r\n") == std::string::npos) return;
  const Json body = json_body(request, {"application/json"});
  if (!body.is_object()) throw Refusal(400, "", "the body must be an object, or empty");
  for (const auto& member : body.items())
    throw Refusal(400, "", "unknown member '" + member.key() + "': the path names the role");
}

}  // namespace

http::Response add_role(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const std::string& name = request.parameter("rolename");
  if (!is_role_name(name))
    throw Refusal(
        400, "",
        "the role's name must have 1 to 32 characters, no slash, and no blank at its ends");
  refuse_members(request);
  if (!roles::add(services, {name, realm.domain}, requestor_of(request)))
    throw Refusal(409, "CONFLICT", "Role already exists");
  return answer(200, "OK", "Role created successfully", SubSystem::Tenant);
}

}  // namespace idm::rest::mid
