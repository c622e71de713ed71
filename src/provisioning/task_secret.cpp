#include "provisioning/task_secret.h"

#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "core/error.h"
#include "core/seal.h"

namespace idm::provisioning {
namespace {

using Json = nlohmann::json;

/// As callers send values (behaviour.md 1.18); what is no base64 is meant as it stands.
std::string decoded(const std::string& value) {
  const auto bytes = from_base64(value);
  return bytes ? std::string(bytes->begin(), bytes->end()) : value;
}

connectors::Attribute attribute_of(const Json& sent) {
  connectors::Attribute attribute{sent.value("name", std::string()), {}, true};
  std::vector<std::string> values = sent.value("values", std::vector<std::string>());
  if (values.empty() && sent.contains("value")) values = {sent.at("value").get<std::string>()};
  for (std::string& value : values) {
    attribute.values.push_back(decoded(value));
    wipe(value);
  }
  return attribute;
}

/// Overwrites every text in it.
void wipe_texts(Json& json) {
  if (json.is_string()) wipe(json.get_ref<std::string&>());
  if (json.is_structured())
    for (Json& member : json) wipe_texts(member);
}

}  // namespace

TaskSecret::TaskSecret(const std::string& key, const Task& task) {
  if (task.secret.null()) return;
  std::optional<std::string> clear = unseal(key, *task.secret);
  if (!clear)
    throw Error(ErrorCode::InvalidArgument,
                "the password of this task was sealed under another key file");
  Json json = Json::parse(*clear);
  wipe(*clear);
  password_ = json.value("password", std::string());
  login_ = json.value("login", std::string());
  if (json.contains("attributes"))
    for (const Json& sent : json.at("attributes"))
      if (connectors::Attribute attribute = attribute_of(sent); !attribute.name.empty())
        attributes_.push_back(std::move(attribute));
  wipe_texts(json);
}

TaskSecret::~TaskSecret() {
  wipe(password_);
  wipe(login_);
  for (connectors::Attribute& attribute : attributes_)
    for (std::string& value : attribute.values) wipe(value);
}

}  // namespace idm::provisioning
