#include "support/soap_caller.h"

#include <future>

namespace idm::test {

SoapCaller::SoapCaller(Dialect dialect, void (*adjust)(Config&)) : repository_(dialect) {
  repository_.config.wsdl_dir = std::string(IDM_SOURCE_DIR) + "/wsdl";
  repository_.config.http.write_workers = 2;
  if (adjust) adjust(repository_.config);
  workers_ = std::make_unique<http::Workers>(repository_.config.http);
  service_ =
      std::make_unique<soap::SoapService>(repository_.services, repository_.config, *workers_);
}

http::Response SoapCaller::call(http::Request request) {
  auto answered = std::make_shared<std::promise<http::Response>>();
  std::future<http::Response> answer = answered->get_future();
  service_->handle(std::move(request), [answered](http::Response response) {
    answered->set_value(std::move(response));
  });
  return answer.get();
}

http::Response SoapCaller::post(const std::string& path, const std::string& content_type,
                                const std::string& body) {
  http::Request made = request("POST", path);
  made.content_type = content_type;
  made.body = body;
  return call(std::move(made));
}

http::Response SoapCaller::get(const std::string& path, const std::string& query) {
  http::Request made = request("GET", path);
  made.query = query;
  return call(std::move(made));
}

http::Request SoapCaller::request(const std::string& method, const std::string& path) {
  http::Request made;
  made.id = "R0123456789abcdef0123456789abcdef";
  made.method = method;
  made.path = path;
  made.host = "idm.example.org:8080";
  made.peer = "127.0.0.1";
  made.loopback_listener = true;
  return made;
}

}  // namespace idm::test
