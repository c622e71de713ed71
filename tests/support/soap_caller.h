#pragma once

#include <map>
#include <memory>
#include <string>

#include "http/server.h"
#include "soap/soap_service.h"
#include "support/repository.h"

namespace idm::test {

/// Both SOAP services in memory, over a repository of their own: requests go in and come out as
/// HTTP hands them over, without a socket.
class SoapCaller {
 public:
  /// `adjust` may change the configuration before anything starts.
  explicit SoapCaller(Dialect dialect, void (*adjust)(Config&) = nullptr);

  http::Response call(http::Request request);
  http::Response post(const std::string& path, const std::string& content_type,
                      const std::string& body);
  http::Response get(const std::string& path, const std::string& query);

  /// Lets the workers end.
  void finish() { workers_->finish(); }

  soap::SoapService& service() { return *service_; }
  Services& services() { return repository_.services; }

  /// A request as a client on this machine makes it.
  static http::Request request(const std::string& method, const std::string& path);

 private:
  Repository repository_;
  std::unique_ptr<http::Workers> workers_;
  std::unique_ptr<soap::SoapService> service_;
};

}  // namespace idm::test
