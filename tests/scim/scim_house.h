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
    return scim::create_user(place(), scim::read_document(scim::user_type, Json::parse(body)));
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
      return scim::apply_patch(scim::user_type, now_is, message).document;
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
