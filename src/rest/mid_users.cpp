#include <charconv>

#include "identity/active.h"
#include "provisioning/delete_user.h"
#include "rest/mid_call.h"
#include "rest/mid_handlers.h"
#include "rest/requestor.h"

namespace idm::rest::mid {
namespace {

constexpr int most_users = 200;

std::string shown(const Text& text) { return text.null() ? std::string() : *text; }

/// The user's own, else the default one of the rows, else the first.
std::string email_of(const UserGraph& graph) {
  if (!graph.user.email.null()) return *graph.user.email;
  const EmailAddress* chosen = nullptr;
  for (const EmailAddress& row : graph.emails)
    if (chosen == nullptr || (row.is_default == 1 && chosen->is_default != 1)) chosen = &row;
  return chosen == nullptr ? std::string() : shown(chosen->address);
}

/// Values by name, both in the order in which they were made.
Json attributes_of(const UserGraph& graph) {
  Json attributes = Json::object();
  for (const UserAttribute& row : graph.attributes) {
    if (row.name.null()) continue;
    Json& values = attributes[*row.name];
    if (values.is_null()) values = Json::array();
    if (!row.value.null()) values.push_back(*row.value);
  }
  return attributes;
}

Json info_of(const realm_users::Details& details) {
  const User& user = details.graph.user;
  const RealmProfile& profile = details.profile;
  Json info{
      {"username",        details.name                                                         },
      {"id",              user.id                                                              },
      {"firstName",       shown(user.first_name)                                               },
      {"lastName",        shown(user.last_name)                                                },
      {"email",           email_of(details.graph)                                              },
      {"enabled",         users::is_active(user)                                               },
      {"emailVerified",   profile.email_verified != 0                                          },
      {"attributes",      attributes_of(details.graph)                                         },
      {"requiredActions",
       profile.required_actions.null() ? Json::array() : Json::parse(*profile.required_actions)},
      {"admin",           user.delegated_admin == 1                                            },
  };
  if (!profile.client_roles.null()) info["clientRoles"] = Json::parse(*profile.client_roles);
  return info;
}

int whole_number(const Request& request, const std::string& name, int usual, int most) {
  const std::optional<std::string> sent = request.asked(name);
  if (!sent) return usual;
  int number = 0;
  const auto [end, failed] = std::from_chars(sent->data(), sent->data() + sent->size(), number);
  if (failed != std::errc() || end != sent->data() + sent->size() || number < 1 || number > most)
    throw Refusal(400, "", name + " must be a whole number from 1 to " + std::to_string(most));
  return number;
}

realm_users::Criteria criteria_of(const Request& request) {
  for (const auto& [name, value] : request.query)
    if (name != "email" && name != "firstName" && name != "lastName" && name != "pageNumber" &&
        name != "limit")
      throw Refusal(400, "", "unknown parameter '" + name + "'");
  realm_users::Criteria criteria;
  criteria.email = request.asked("email").value_or("");
  criteria.first_name = request.asked("firstName").value_or("");
  criteria.last_name = request.asked("lastName").value_or("");
  criteria.page = whole_number(request, "pageNumber", criteria.page, 1000000000);
  criteria.limit = whole_number(request, "limit", criteria.limit, most_users);
  return criteria;
}

}  // namespace

http::Response user_info(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const realm_users::Details details = services.store.read([&](Db& db) {
    const realm_users::RealmUser found = get_user(db, services, realm, request);
    return realm_users::details(db, found.user.id, found.login.id.login);
  });
  return answer(200, "Success", "User info fetched successfully", SubSystem::Users,
                info_of(details));
}

http::Response list_users(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const realm_users::Criteria criteria = criteria_of(request);
  const realm_users::Page page = services.store.read(
      [&](Db& db) { return realm_users::list(db, services.config, realm.domain, criteria); });
  const auto limit = static_cast<std::uint64_t>(criteria.limit);
  Json users = Json::array();
  for (const realm_users::Details& details : page.users) users.push_back(info_of(details));
  const Json data{
      {"userList", std::move(users)                      },
      {"page",
       {{"pageNumber", criteria.page},
        {"limit", criteria.limit},
        {"totalRecords", page.total},
        {"totalPages", (page.total + limit - 1) / limit}}}
  };
  return answer(200, "Success", "Users fetched successfully", SubSystem::Users, data);
}

http::Response delete_user(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const std::string id =
      services.store.read([&](Db& db) { return get_user(db, services, realm, request).user.id; });
  refuse_what_failed(services, request,
                     provisioning::retire_user(services, id, requestor_of(request)));
  return answer(200, "OK", "User deleted successfully", SubSystem::Users);
}

}  // namespace idm::rest::mid
