#pragma once

#include <functional>
#include <string>

#include "provisioning/target_house.h"
#include "scim/document.h"
#include "scim/error.h"
#include "scim/group_resource.h"
#include "scim/patch.h"
#include "scim/resource.h"
#include "scim/user_resource.h"

namespace idm::test {

using scim::Json;

/// A house whose users and groups are looked at and changed as SCIM clients do. Slow to compile:
/// for .cpp files only.
struct ScimHouse : TargetHouse {
  using TargetHouse::TargetHouse;

  scim::Place place(const std::string& domain = "USR_SEC_DOMAIN") {
    return {services(), services().reference.get(), "https://id.example.org/scim/v2", domain};
  }

  Json post(const char* body) {
    return scim::create_user(place(), {scim::read_document(scim::user_type, Json::parse(body))});
  }
  Json get(const std::string& id) { return scim::get_user(place(), id); }
  Json put(const std::string& id, const char* body,
           const std::optional<std::string>& if_match = {}) {
    return scim::replace_user(place(), id, if_match,
                              scim::read_document(scim::user_type, Json::parse(body)));
  }
  /// `operations`: what stands in the brackets of Operations.
  Json patch(const std::string& id, const std::string& operations,
             const std::optional<std::string>& if_match = {}) {
    const Json message = Json::parse(R"({"Operations":[)" + operations + "]}");
    return scim::change_user(place(), id, if_match, true, [&](const Json& now_is) {
      return scim::UserWish{scim::apply_patch(scim::user_type, now_is, message).document};
    });
  }
  void remove(const std::string& id) { scim::remove_user(place(), id, {}); }

  Json post_group(const std::string& body) {
    return scim::create_group(place(), scim::read_document(scim::group_type, Json::parse(body)),
                              scim::Members::Read);
  }
  Json get_group(const std::string& id) {
    return scim::get_group(place(), id, scim::Members::Read);
  }
  Json put_group(const std::string& id, const std::string& body) {
    return scim::replace_group(place(), id, {},
                               scim::read_document(scim::group_type, Json::parse(body)),
                               scim::Members::Read);
  }
  Json patch_group(const std::string& id, const std::string& operations) {
    const Json message = Json::parse(R"({"Operations":[)" + operations + "]}");
    return scim::change_group(
        place(), id, {},
        [&](const Json& now_is, const scim::MemberReader& members) {
          scim::Patched patched = scim::apply_patch(scim::group_type, now_is, message, members);
          return scim::GroupWish{patched.document, patched.members};
        },
        scim::Members::Read);
  }
};

/// Everything that a user may have.
inline constexpr const char* full_user = R"({
  "schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
  "externalId":"701984","userName":"bjensen@example.com",
  "name":{"formatted":"Ms. Barbara J Jensen, III","familyName":"Jensen","givenName":"Barbara",
    "middleName":"Jane","honorificPrefix":"Professor","honorificSuffix":"III"},
  "displayName":"Babs Jensen","nickName":"Babs","profileUrl":"https://login.example.com/bjensen",
  "title":"Tour Guide","userType":"Employee of the company","preferredLanguage":"en-US",
  "locale":"en-US","timezone":"America/Los_Angeles","active":true,
  "emails":[{"value":"bjensen@example.com","type":"work","primary":true},
    {"value":"babs@jensen.org","display":"private","type":"home"}],
  "phoneNumbers":[{"value":"tel:+1-201-555-0123;ext=9","type":"work"},
    {"value":"555-555-4444","type":"mobile"}],
  "ims":[{"value":"someaimhandle","type":"aim"}],
  "photos":[{"value":"https://photos.example.com/1","type":"photo"}],
  "addresses":[{"formatted":"100 Universal City Plaza\nHollywood, CA 91608 USA",
    "streetAddress":"100 Universal City Plaza","locality":"Hollywood",
    "region":"California, the state","postalCode":"91608","country":"USA","type":"work",
    "primary":true}],
  "entitlements":[{"value":"parking"}],
  "roles":[{"value":"HR","display":"Human resources"},{"value":"no-such-role"}],
  "x509Certificates":[{"value":"MIIDQzCC"}],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"701984",
    "costCenter":"4130 and a long description","organization":"Universal Studios",
    "division":"Theme Park","department":"Tour Operations","manager":{"value":"nobody"}}})";

/// Without what the server says.
inline Json written(Json resource) {
  for (const char* name : {"id", "schemas", "meta", "groups"}) resource.erase(name);
  return resource;
}

inline std::string version(const Json& resource) { return scim::version_of(resource); }

inline std::string id_of(const Json& resource) { return resource.at("id").get<std::string>(); }

/// For BOOST_CHECK_EXCEPTION: is it this refusal?
inline auto refused(int status, const std::string& scim_type = "") {
  return [=](const rest::Refusal& refusal) {
    if (refusal.status == status && refusal.type == scim_type) return true;
    BOOST_TEST_MESSAGE("it was " << refusal.status << " " << refusal.type << ": "
                                 << refusal.what());
    return false;
  };
}

/// What the values of a list are.
inline std::vector<std::string> values_of(const Json& resource, const char* name) {
  std::vector<std::string> values;
  if (resource.contains(name))
    for (const Json& element : resource.at(name))
      values.push_back(element.at("value").get<std::string>());
  return values;
}

inline const std::string enterprise(scim::enterprise_urn);

}  // namespace idm::test
