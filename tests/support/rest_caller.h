#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "http/server.h"
#include "identity/tokens.h"
#include "rest/rest_service.h"
#include "support/repository.h"

namespace idm::test {

/// An answer, with what tests look at.
struct RestReply {
  int status = 0;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  /// The body as JSON; fails the test when it is none.
  nlohmann::ordered_json json() const;
  /// The first header of that name, as spelt by us, or "".
  std::string header(const std::string& name) const;
};

/// The REST surfaces in memory, over a repository of their own: requests go in and come out as HTTP
/// hands them over, without a socket.
class RestCaller {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;  ///< names in lower case

  /// `adjust` may change the configuration before anything starts.
  explicit RestCaller(Dialect dialect, void (*adjust)(Config&) = nullptr);
  /// Over somebody else's repository, which outlives it.
  explicit RestCaller(Services& services);

  /// With the token of all roles, unless `headers` has an authorization. `target` is path and
  /// query; a body goes as application/json, unless `headers` has a content-type.
  RestReply call(const std::string& method, const std::string& target, const std::string& body = "",
                 const Headers& headers = {});
  RestReply get(const std::string& target) { return call("GET", target); }
  RestReply post(const std::string& target, const nlohmann::ordered_json& body) {
    return call("POST", target, body.dump());
  }
  RestReply put(const std::string& target, const nlohmann::ordered_json& body) {
    return call("PUT", target, body.dump());
  }
  RestReply patch(const std::string& target, const nlohmann::ordered_json& body) {
    return call("PATCH", target, body.dump());
  }
  RestReply remove(const std::string& target) { return call("DELETE", target); }

  /// A call as `request` says, token and all.
  RestReply send(http::Request request);
  static http::Request request(const std::string& method, const std::string& target);

  /// A fresh token with these roles; "Bearer …" goes before it.
  std::string token(CallerRoles roles, const std::string& tenant = "");

  Services& services() { return services_; }
  Store& store() { return services_.store; }
  rest::RestService& service() { return *service_; }

 private:
  void start();

  std::unique_ptr<Repository> repository_;  // null: somebody else's
  Services& services_;
  std::string token_;
  std::unique_ptr<http::Workers> workers_;
  std::unique_ptr<rest::RestService> service_;
};

}  // namespace idm::test
