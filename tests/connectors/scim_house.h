#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "connectors/failures.h"
#include "connectors/http_client.h"
#include "connectors/registry.h"
#include "support/server_process.h"

namespace idm::test {

/// A SCIM service, and connectors to it.
class ScimHouse {
 public:
  using Json = nlohmann::json;

  explicit ScimHouse(std::vector<std::string> arguments = {})
      : server("scim_server.py", std::move(arguments)) {}

  connectors::Target target(const std::map<std::string, std::string>& options =
                                {
  },
                            const std::map<std::string, std::string>& secrets = {
                                {"token", "letmein"}}) const {
    connectors::Target target;
    target.id = "SCIM1";
    target.kind = "scim";
    target.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/scim/v2/";
    target.options = options;
    target.secrets = secrets;
    connectors::complete(*connectors::find_kind("scim"), target);
    return target;
  }

  std::unique_ptr<connectors::Connector> connector(
      const std::map<std::string, std::string>& options = {}) const {
    return make(target(options));
  }

  static std::unique_ptr<connectors::Connector> make(const connectors::Target& target) {
    return connectors::make_connector(target);
  }

  /// Tells the service how to behave; answers with what it holds and was asked.
  Json control(const Json& order = Json::object()) const {
    connectors::HttpClient client({});
    const connectors::HttpReply reply =
        client.send({"POST",
                     "http://127.0.0.1:" + std::to_string(server.port()) + "/control",
                     {},
                     order.dump()},
                    connectors::Clock::now() + std::chrono::seconds(5));
    return Json::parse(reply.body);
  }

  void fault(const Json& fault) const {
    control({
        {"faults", Json::array({fault})}
    });
  }

  /// The requests that were no look-ups.
  std::vector<Json> changes() const {
    std::vector<Json> found;
    const Json state = control();
    for (const Json& request : state["requests"])
      if (request["method"] != "GET") found.push_back(request);
    return found;
  }

  Json user(const std::string& name) const {
    const Json state = control();
    for (const Json& user : state["users"])
      if (user["userName"] == name) return user;
    return nullptr;
  }

  ServerProcess server;
};

inline const std::string department =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

inline connectors::Account ada_account() {
  return {
      "ada",
      {{"name.givenName", {"Ada"}},
        {"name.familyName", {"Lovelace"}},
        {"title", {"Countess"}},
        {"emails[type eq \"work\"].value", {"ada@example.org"}},
        {department, {"Engines"}}},
      std::nullopt
  };
}

}  // namespace idm::test
