#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "scim/error.h"
#include "scim/patch.h"

namespace idm::scim::test {

#define ENTERPRISE "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

inline const Json& someone() {
  static const Json user = Json::parse(
      R"({
    "id": "u1", "userName": "ada", "active": true, "title": "Countess",
    "name": {"familyName": "Lovelace", "givenName": "Ada"},
    "emails": [{"value": "ada@work.example", "type": "work", "primary": true},
               {"value": "ada@home.example", "type": "home"}],
    "roles": [{"value": "END_USER", "display": "End user"}],
    "meta": {"resourceType": "User", "version": "W/\"1\""},
    ")" ENTERPRISE
      R"(": {"department": "Maths", "manager": {"value": "m1", "displayName": "Charles"}}
  })");
  return user;
}

inline Json message(const std::string& operations) {
  return Json::parse(R"({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                         "Operations": )" +
                     (operations.starts_with('[') ? operations : "[" + operations + "]") + "}");
}

/// What the operations leave of someone(), at a JSON pointer.
inline std::string patched(const std::string& operations, const std::string& pointer) {
  const Json document = apply_patch(user_type, someone(), message(operations)).document;
  const Json::json_pointer at(pointer);
  return document.contains(at) ? document.at(at).dump() : "absent";
}

inline bool unchanged(const std::string& operations) {
  return apply_patch(user_type, someone(), message(operations)).document == someone();
}

/// scimType and detail of the refusal.
template <class Work>
std::string refusal_of(Work work) {
  try {
    work();
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.status() == 400);
    return std::string(refusal.scim_type()) + ": " + refusal.what();
  }
  return "accepted";
}

inline std::string refused(const std::string& operations) {
  return refusal_of([&] { apply_patch(user_type, someone(), message(operations)); });
}

/// The changes of members as text: "none +a +b -c".
inline std::string members_after(const std::string& operations, const MemberReader& reader = {}) {
  const Json group = Json::parse(R"({"id": "g1", "displayName": "Engines"})");
  const Patched patched = apply_patch(group_type, group, message(operations), reader);
  BOOST_TEST(!patched.document.contains("members"));
  std::string text = patched.members.from_none ? "none" : "";
  for (const Json& element : patched.members.added)
    text += " +" + element.at("value").get<std::string>();
  for (const std::string& value : patched.members.removed) text += " -" + value;
  return text;
}

}  // namespace idm::scim::test
