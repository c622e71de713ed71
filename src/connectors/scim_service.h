#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connectors/http_client.h"
#include "connectors/target.h"

namespace idm::connectors::scim {

using Json = nlohmann::json;

/// An answer that was no refusal.
struct Answer {
  long status = 0;
  Json body;  ///< null when there was none
  std::string etag;
  std::string detail;  ///< scimType and detail of an expected refusal
};

/// Requests to one SCIM service: credentials, and what its refusals mean. One thread at a time.
class Service {
 public:
  /// Throws Error(InvalidArgument) for options that do not go together.
  explicit Service(const Target& target);

  /// What is being done, for the words of failures; `secret` appears in none of them.
  void begin(const std::string& verb, const Call& call, std::vector<std::string> secrets = {});

  /// `path` is below the base. Answers 2xx, and 404 and 412 and 409 when `expected` names them;
  /// everything else is a Failure.
  Answer send(const std::string& method, const std::string& path, const Json& body = nullptr,
              const std::string& if_match = "", const std::vector<long>& expected = {});

  /// Throws Failure with system and verb in front, and secrets blanked.
  [[noreturn]] void fail(Failure::Kind kind, const std::string& why,
                         std::optional<std::chrono::seconds> retry_after = std::nullopt) const;

 private:
  HttpReply transfer(const HttpRequest& request);
  HttpReply authorized(HttpRequest request);
  std::string authorization();
  void fetch_token();
  [[noreturn]] void refuse(const std::string& method, const HttpReply& reply) const;

  const Target target_;
  std::string base_;
  HttpClient http_;
  std::string token_;
  Clock::time_point token_ends_;
  std::string verb_;
  Call call_;
  std::vector<std::string> secrets_;
};

}  // namespace idm::connectors::scim
