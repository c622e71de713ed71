#include "connectors/scim_service.h"

#include <algorithm>
#include <charconv>

#include "connectors/shown_text.h"
#include "core/base64.h"
#include "core/error.h"
#include "core/percent.h"

namespace idm::connectors::scim {
namespace {

using Kind = Failure::Kind;

/// The seconds of a Retry-After; nothing for a date, which no SCIM service was seen to send.
std::optional<std::chrono::seconds> retry_after(const HttpReply& reply) {
  const std::string text = reply.header("retry-after");
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return std::chrono::seconds(seconds);
}

Json parsed(const std::string& text) { return Json::parse(text, nullptr, false); }

std::string text_at(const Json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// What an error of RFC 7644 section 3.12 says.
std::string detail_of(const HttpReply& reply) {
  const Json body = parsed(reply.body);
  const std::string type = text_at(body, "scimType"), detail = text_at(body, "detail");
  return type + (type.empty() || detail.empty() ? "" : " ") + detail;
}

[[noreturn]] void refuse_option(const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, why);
}

void check(const Target& target) {
  if (!target.url.starts_with("http://") && !target.url.starts_with("https://"))
    refuse_option("the address of a SCIM service begins with http:// or https://, not \"" +
                  target.url + "\"");
  const auto one_of = [&](const char* option, const std::string& a, const std::string& b) {
    if (target.option(option) != a && target.option(option) != b)
      refuse_option(std::string("option \"") + option + "\": \"" + target.option(option) +
                    "\" is neither " + a + " nor " + b);
  };
  one_of("auth", "bearer", "client_credentials");
  one_of("update", "patch", "put");
  one_of("delete", "remove", "deactivate");
  if (target.option("auth") == "bearer" && target.secret("token").empty())
    refuse_option("secret \"token\" is missing: auth is bearer");
  if (target.option("auth") == "client_credentials")
    for (const char* needed : {"token_url", "client_id"})
      if (target.option(needed).empty())
        refuse_option(std::string("option \"") + needed +
                      "\" is missing: auth is client_credentials");
}

}  // namespace

Service::Service(const Target& target)
    : target_(target),
      base_(target.url.substr(0, target.url.find_last_not_of('/') + 1)),
      http_(HttpSettings::of(target, target.option("tls_ca"))) {
  check(target);
}

void Service::begin(const std::string& verb, const Call& call, std::vector<std::string> secrets) {
  verb_ = verb;
  call_ = call;
  secrets_ = std::move(secrets);
  for (const char* name : {"token", "client_secret", "password"})
    secrets_.push_back(target_.secret(name));
}

void Service::fail(Kind kind, const std::string& why,
                   std::optional<std::chrono::seconds> retry_after) const {
  std::vector<std::string> secrets = secrets_;
  secrets.push_back(token_);
  throw Failure(kind, "managed system " + target_.id + ", " + verb_ + ": " + shown(why, secrets),
                retry_after);
}

HttpReply Service::transfer(const HttpRequest& request) {
  try {
    return http_.send(request, call_.deadline);
  } catch (const Failure& failure) {
    fail(failure.kind(), failure.what(), failure.retry_after());
  }
}

void Service::fetch_token() {
  std::string body = "grant_type=client_credentials";
  if (!target_.option("scope").empty())
    body += "&scope=" + percent_encoded(target_.option("scope"));
  const HttpReply reply = transfer({
      "POST",
      target_.option("token_url"),
      {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json",
                            // RFC 6749 section 2.3.1
       "Authorization: Basic " + to_base64(percent_encoded(target_.option("client_id")) + ":" +
                                           percent_encoded(target_.secret("client_secret")))},
      body,
      false
  });
  const Json answer = parsed(reply.body);
  const std::string status = "token_url: HTTP " + std::to_string(reply.status);
  if (reply.status >= 500 || reply.status == 429)
    fail(reply.status == 429 ? Kind::Busy : Kind::Unreachable, status, retry_after(reply));
  if (reply.status >= 300)
    fail(Kind::Refused,
         status + " " + text_at(answer, "error") + " " + text_at(answer, "error_description"));
  token_ = text_at(answer, "access_token");
  if (token_.empty()) fail(Kind::Unreachable, status + " without an access_token");
  const Json lifetime = answer.value("expires_in", Json());
  // One that does not say lives as RFC 6749 shows in its examples; a 401 renews it sooner.
  const long seconds = lifetime.is_number() ? lifetime.get<long>() : 3600;
  token_ends_ = Clock::now() + std::chrono::seconds(seconds - std::min(30L, seconds / 2));
}

std::string Service::authorization() {
  if (target_.option("auth") == "bearer") return "Authorization: Bearer " + target_.secret("token");
  if (token_.empty() || Clock::now() >= token_ends_) fetch_token();
  return "Authorization: Bearer " + token_;
}

HttpReply Service::authorized(HttpRequest request) {
  const std::vector<std::string> headers = request.headers;
  request.headers.push_back(authorization());
  HttpReply reply = transfer(request);
  if (reply.status != 401 || target_.option("auth") == "bearer") return reply;
  // Ended before its time, by a restart or by somebody: one new token.
  token_.clear();
  request.headers = headers;
  request.headers.push_back(authorization());
  return transfer(request);
}

void Service::refuse(const std::string& method, const HttpReply& reply) const {
  std::string why = "HTTP " + std::to_string(reply.status) + " " + detail_of(reply);
  const auto later = retry_after(reply);
  if (reply.status == 429 || (reply.status == 503 && later)) fail(Kind::Busy, why, later);
  if (reply.status >= 500) fail(method == "POST" ? Kind::Unknown : Kind::Unreachable, why);
  if (reply.status >= 300 && reply.status < 400)
    why += " redirect to " + reply.header("location") + ": give that as the address";
  if (reply.status == 401) why += ": the credentials are not accepted";
  fail(Kind::Refused, why);
}

Answer Service::send(const std::string& method, const std::string& path, const Json& body,
                     const std::string& if_match, const std::vector<long>& expected) {
  HttpRequest request{method, base_ + path, {"Accept: application/scim+json"}, {}};
  if (!body.is_null()) {
    request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    request.headers.push_back("Content-Type: application/scim+json");
  }
  if (!if_match.empty()) request.headers.push_back("If-Match: " + if_match);
  if (!call_.request_id.empty()) request.headers.push_back("X-Request-Id: " + call_.request_id);
  const HttpReply reply = authorized(std::move(request));
  Answer answer{reply.status, nullptr, reply.header("etag"), {}};
  if (std::find(expected.begin(), expected.end(), reply.status) != expected.end()) {
    answer.detail = detail_of(reply);
    return answer;
  }
  if (reply.status < 200 || reply.status >= 300) refuse(method, reply);
  if (!reply.body.empty()) {
    answer.body = parsed(reply.body);
    // A sign-in page with status 200 is no success.
    if (!answer.body.is_object())
      fail(method == "GET" ? Kind::Unreachable : Kind::Unknown,
           "HTTP " + std::to_string(reply.status) + " with something that is not SCIM");
  }
  return answer;
}

}  // namespace idm::connectors::scim
