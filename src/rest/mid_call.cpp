#include "rest/mid_call.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/error.h"
#include "core/folding.h"
#include "provisioning/delivery.h"

namespace idm::rest::mid {

http::Response answer(int status, const std::string& word, const std::string& message,
                      SubSystem sub_system, const Json& data) {
  Json body{
      {"message",   message                     },
      {"status",    word                        },
      {"subSystem", static_cast<int>(sub_system)}
  };
  if (!data.is_null()) body["data"] = data;
  return json_response(status, body);
}

Realm realm_of(const Request& request, Services& services) {
  const std::string& named = request.parameter("realm");
  const std::string& own = request.caller.tenant;
  // Before it is looked up: who has no right there does not learn which tenants there are.
  if (!own.empty() && fold(own) != fold(named))
    throw Refusal(403, "", "the token is for another tenant");
  Realm realm{"", services.reference.get()};
  realm.domain = realm.reference->domain_id(named);
  if (!realm.reference->has_domain(realm.domain))
    throw Refusal(404, "TENANT_NOT_FOUND", "Tenant does not exist");
  if (!own.empty() && own != realm.domain)
    throw Refusal(403, "", "the token is for another tenant");
  return realm;
}

bool is_user_name(const std::string& name) {
  static constexpr std::string_view others = "$@(.)-*_[]~!&+";
  return !name.empty() && name.size() <= 320 && std::all_of(name.begin(), name.end(), [](char c) {
    return ascii::is_letter(c) || ascii::is_digit(c) || others.find(c) != std::string_view::npos;
  });
}

Refusal no_such_user() { return {404, "USER_NOT_FOUND", "User does not exist"}; }

realm_users::RealmUser get_user(Db& db, const Services& services, const Realm& realm,
                                const Request& request) {
  const std::string& name = request.parameter("userName");
  if (!is_user_name(name)) throw no_such_user();
  auto found = realm_users::find(db, services.config, realm.domain, name);
  if (!found) throw no_such_user();
  return std::move(*found);
}

void refuse_what_failed(const Services& services, const Request& request, const UserAnswer& done) {
  const std::string refused = provisioning::refusals(services.delivery, request.http.id);
  if (!refused.empty()) throw Error(ErrorCode::ConnectorFailed, "stored here, but " + refused);
  if (!done.refused_afterwards.empty())
    throw Error(ErrorCode::PostprocessorFailed, done.refused_afterwards);
}

}  // namespace idm::rest::mid
