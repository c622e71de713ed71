#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/target.h"

namespace idm::connectors {

struct HttpSettings {
  std::chrono::milliseconds connect_timeout{3000};  ///< TLS included
  std::chrono::milliseconds silence{5000};          ///< the longest; whole seconds, rounded up
  std::string tls_ca;  ///< PEM file of the authorities to believe; "" = the machine's
  std::size_t body_limit = 8u << 20;

  static HttpSettings of(const Target& target, const std::string& tls_ca) {
    return {target.connect_timeout, target.read_timeout, tls_ca};
  }
};

struct HttpRequest {
  std::string method;
  std::string url;
  std::vector<std::string> headers;  ///< "Name: value"
  std::string body;
  /// Whether it may have changed something there when no answer came: a GET never has.
  bool changes = true;
};

struct HttpReply {
  long status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case; of equal ones the last
  std::string body;

  /// "" when there is none.
  std::string header(const std::string& lower_case_name) const;
};

/// HTTP/1.1 over connections that are kept between requests. One thread at a time. Follows no
/// redirect, takes no proxy from the environment, logs nothing.
class HttpClient {
 public:
  explicit HttpClient(HttpSettings settings);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// The answer, whatever its status. Throws Failure: Unreachable when nothing can have changed
  /// (not resolved, not connected, or a request that changes nothing); Unknown when a request that
  /// changes went out and no whole answer came back; Refused for a certificate that is not believed
  /// or a URL that is none. A kept connection that the other end closes without a byte of answer is
  /// replaced once, and the request sent again: what may not be repeated looks first, or after.
  HttpReply send(const HttpRequest& request, Clock::time_point deadline);

 private:
  struct Handle;
  HttpSettings settings_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace idm::connectors
