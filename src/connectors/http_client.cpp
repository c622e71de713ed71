#include "connectors/http_client.h"

#include <algorithm>

#include "connectors/curl_handle.h"
#include "core/ascii.h"

namespace idm::connectors {
namespace {

using std::chrono::milliseconds;

/// The pieces of one transfer that libcurl writes to.
struct Transfer {
  HttpReply reply;
  std::size_t body_limit;
  bool too_large = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (transfer.reply.body.size() + size > transfer.body_limit) {
    transfer.too_large = true;
    return 0;
  }
  transfer.reply.body.append(data, size);
  return size;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string line(data, size);
  // A new status line: what came before was an interim answer.
  if (line.starts_with("HTTP/")) transfer.reply.headers.clear();
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return size;
  transfer.reply.headers[ascii::lower(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
  return size;
}

[[noreturn]] void fail(CURLcode code, const char* detail, const Transfer& transfer, bool was_sent,
                       bool changes) {
  std::string why = *detail ? detail : curl_easy_strerror(code);
  if (transfer.too_large)
    why = "the answer is longer than " + std::to_string(transfer.body_limit) + " bytes";
  if (is_about_certificates(code)) throw Failure(Failure::Kind::Refused, "TLS: " + why);
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
    if (!was_sent) throw Failure(Failure::Kind::Refused, why);
  throw Failure(was_sent && changes ? Failure::Kind::Unknown : Failure::Kind::Unreachable, why);
}

}  // namespace

struct HttpClient::Handle : CurlHandle {};

std::string HttpReply::header(const std::string& lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? std::string() : found->second;
}

HttpClient::HttpClient(HttpSettings settings)
    : settings_(std::move(settings)), handle_(std::make_unique<Handle>()) {}

HttpClient::~HttpClient() = default;

HttpReply HttpClient::send(const HttpRequest& request, Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
  if (left.count() <= 0) throw Failure(Failure::Kind::Unreachable, "no time was left to ask");

  Handle& handle = *handle_;
  curl_easy_reset(handle.get());  // keeps the connections
  char detail[CURL_ERROR_SIZE] = "";
  Transfer transfer{{}, settings_.body_limit};
  const CurlLines headers(request.headers);
  handle.set(CURLOPT_ERRORBUFFER, detail);
  handle.set(CURLOPT_NOSIGNAL, 1L);
  handle.set(CURLOPT_PROTOCOLS_STR, "http,https");
  handle.set(CURLOPT_PROXY, "");
  handle.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  handle.set(CURLOPT_URL, request.url.c_str());
  handle.set(CURLOPT_HTTPHEADER, headers.get());
  handle.set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  handle.set(CURLOPT_CONNECTTIMEOUT_MS,
             static_cast<long>(std::min(settings_.connect_timeout, left).count()));
  handle.set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  handle.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>((settings_.silence.count() + 999) / 1000));
  handle.believe(settings_.tls_ca);
  handle.set(CURLOPT_WRITEFUNCTION, &take_body);
  handle.set(CURLOPT_WRITEDATA, &transfer);
  handle.set(CURLOPT_HEADERFUNCTION, &take_header);
  handle.set(CURLOPT_HEADERDATA, &transfer);
  if (request.method == "GET") {
    handle.set(CURLOPT_HTTPGET, 1L);
  } else {
    handle.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (!request.body.empty() || request.method == "POST") {
      handle.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      handle.set(CURLOPT_POSTFIELDS, request.body.data());
    }
  }

  const CURLcode done = curl_easy_perform(handle.get());
  long sent = 0;  // bytes of the head that went out
  curl_easy_getinfo(handle.get(), CURLINFO_REQUEST_SIZE, &sent);
  const std::string trouble =
      done == CURLE_PEER_FAILED_VERIFICATION ? certificate_trouble(handle.get()) : std::string();
  if (done != CURLE_OK)
    fail(done, trouble.empty() ? detail : trouble.c_str(), transfer, sent > 0,
         request.changes && request.method != "GET");
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &transfer.reply.status);
  return std::move(transfer.reply);
}

}  // namespace idm::connectors
