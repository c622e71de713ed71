#include "rest/policy_documents.h"

#include <algorithm>

#include "core/nearest.h"
#include "orm/text.h"
#include "policies/json_text.h"
#include "rest/refusal.h"

namespace idm::rest {
namespace {

constexpr std::size_t longest_text = 4000;

[[noreturn]] void refuse(const std::string& why) { throw Refusal(400, "invalidValue", why); }

/// Null when it is absent or null.
const Json* member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

Text text_member(const Json& policy, const char* name) {
  const Json* given = member(policy, name);
  if (given == nullptr) return {};
  if (!given->is_string()) refuse(std::string(name) + " must be a text or null");
  const std::string& text = given->get_ref<const std::string&>();
  if (first_characters(text, longest_text).size() < text.size())
    refuse(std::string(name) + " is longer than " + std::to_string(longest_text) + " characters");
  return Text(text);
}

std::string usage_member(const Json& policy, const std::string& expected) {
  const Json* given = member(policy, "usageType");
  if (given == nullptr) {
    if (expected.empty()) refuse("usageType is missing");
    return expected;
  }
  if (!given->is_string()) refuse("usageType must be a text");
  const std::string& usage = known_usage(given->get_ref<const std::string&>());
  if (!expected.empty() && usage != expected)
    refuse("usageType is " + usage + ", but the path says " + expected + ": it cannot be changed");
  return usage;
}

/// The member of a field, or what it is by default when it is absent or null.
Json field_member(const Json& field, const std::string& label, const char* name, Json by_default) {
  const Json* given = member(field, name);
  if (given == nullptr) return by_default;
  if (given->type() != by_default.type())
    refuse(label + "." + name + " must be " +
           (by_default.is_boolean() ? "true or false" : "an object"));
  return *given;
}

/// A field with all its members and no others.
Json whole_field(const Json& field, std::size_t number) {
  std::string label = "field " + std::to_string(number);
  if (!field.is_object()) refuse(label + " must be an object");
  const Json* name = member(field, "name");
  if (name == nullptr || !name->is_string()) refuse(label + " has no name, or one that is no text");
  label = "field \"" + name->get<std::string>() + "\"";
  Json whole;
  whole["name"] = *name;
  whole["transform"] = field_member(field, label, "transform", Json::object());
  whole["attributes"] = field_member(field, label, "attributes", Json::object());
  whole["isRequired"] = field_member(field, label, "isRequired", Json(false));
  // None, null and the empty text are three things here, and all are kept.
  if (field.contains("type")) whole["type"] = field["type"];
  whole["isMultiValued"] = field_member(field, label, "isMultiValued", Json(false));
  return whole;
}

Json whole_fields(const Json& fields) {
  if (!fields.is_array()) refuse("fields must be an array");
  Json whole = Json::array();
  for (const Json& field : fields) whole.push_back(whole_field(field, whole.size() + 1));
  return whole;
}

Json text_or_null(const Text& text) { return text.null() ? Json(nullptr) : Json(*text); }

}  // namespace

Json exact_body(const Request& request, const std::vector<std::string>& types) {
  json_body(request, types);
  std::string_view text = request.http.body;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return policies::parse_large_json(text, "the body");
}

http::Response exact_response(int status, const Json& body) {
  return {status, "application/json", policies::json_text(body), {}};
}

Json policy_json(const ProvisioningPolicy& policy) {
  Json json;
  json["name"] = text_or_null(policy.name);
  json["description"] = text_or_null(policy.description);
  json["usageType"] = policy.id.usage;
  json["fields"] = whole_fields(policies::parse_json(policy.fields, "fields"));
  return json;
}

policies::PolicyDocument read_policy(const Json& body, const std::string& usage) {
  if (!body.is_object()) refuse("a policy must be a JSON object");
  if (!body.contains("name")) refuse("name is missing; it may be null");
  policies::PolicyDocument document{usage_member(body, usage)};
  document.name = text_member(body, "name");
  document.description = text_member(body, "description");
  if (const Json* fields = member(body, "fields"))
    document.fields = policies::json_text(whole_fields(*fields));
  return document;
}

const std::string& known_usage(const std::string& usage) {
  const std::vector<std::string>& known = policies::usage_types();
  const auto found = std::find(known.begin(), known.end(), usage);
  if (found == known.end())
    refuse("there is no usage type '" + usage + "'" + did_you_mean(usage, known));
  return *found;
}

}  // namespace idm::rest
