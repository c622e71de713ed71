#include "support/rest_caller.h"

#include <boost/test/unit_test.hpp>
#include <future>

namespace idm::test {

nlohmann::ordered_json RestReply::json() const {
  auto parsed = nlohmann::ordered_json::parse(body, nullptr, false);
  BOOST_REQUIRE_MESSAGE(!parsed.is_discarded(), "this is no JSON: " << body);
  return parsed;
}

std::string RestReply::header(const std::string& name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

namespace {

std::unique_ptr<Repository> repository(Dialect dialect, void (*adjust)(Config&)) {
  auto made = std::make_unique<Repository>(dialect);
  made->config.http.write_workers = 4;
  if (adjust) adjust(made->config);
  return made;
}

}  // namespace

RestCaller::RestCaller(Dialect dialect, void (*adjust)(Config&))
    : repository_(repository(dialect, adjust)), services_(repository_->services) {
  start();
}

RestCaller::RestCaller(Services& services) : services_(services) { start(); }

void RestCaller::start() {
  token_ = token((1U << caller_role_names().size()) - 1);
  workers_ = std::make_unique<http::Workers>(services_.config.http);
  service_ = std::make_unique<rest::RestService>(services_, *workers_);
}

std::string RestCaller::token(CallerRoles roles, const std::string& tenant) {
  return tokens::create(store(), {"tester", tenant, roles, {}, ""}).secret;
}

http::Request RestCaller::request(const std::string& method, const std::string& target) {
  http::Request made;
  made.id = "R0123456789abcdef0123456789abcdef";
  made.method = method;
  const std::size_t mark = target.find('?');
  made.path = target.substr(0, mark);
  if (mark != std::string::npos) made.query = target.substr(mark + 1);
  made.host = "idm.example.org:8080";
  made.peer = "127.0.0.1";
  made.loopback_listener = true;
  return made;
}

RestReply RestCaller::call(const std::string& method, const std::string& target,
                           const std::string& body, const Headers& headers) {
  http::Request made = request(method, target);
  made.body = body;
  made.headers = headers;
  if (!body.empty()) made.content_type = "application/json";
  bool has_token = false;
  for (const auto& [name, value] : headers) {
    has_token = has_token || name == "authorization";
    if (name == "content-type") made.content_type = value;
  }
  if (!has_token) made.headers.emplace_back("authorization", "Bearer " + token_);
  return send(std::move(made));
}

RestReply RestCaller::send(http::Request request) {
  auto answered = std::make_shared<std::promise<http::Response>>();
  std::future<http::Response> answer = answered->get_future();
  service_->handle(std::move(request), [answered](http::Response response) {
    answered->set_value(std::move(response));
  });
  http::Response response = answer.get();
  return {response.status, response.content_type, response.body, response.headers};
}

}  // namespace idm::test
