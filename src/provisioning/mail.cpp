#include "provisioning/mail.h"

#include <algorithm>
#include <cstring>

#include "connectors/curl_handle.h"
#include "connectors/shown_text.h"
#include "provisioning/mail_message.h"

namespace idm::provisioning::mail {
namespace {

using connectors::Failure;
using Kind = Failure::Kind;

/// What libcurl still has to read.
struct Rest {
  const std::string& text;
  std::size_t at = 0;

  bool was_sent() const { return at == text.size(); }
};

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& rest = *static_cast<Rest*>(user);
  const std::size_t n = std::min(size * count, rest.text.size() - rest.at);
  std::memcpy(buffer, rest.text.data() + rest.at, n);
  rest.at += n;
  return n;
}

[[noreturn]] void fail(Kind kind, const MailConfig& config, const std::string& why) {
  throw Failure(kind,
                "mail by " + config.server + ": " + connectors::shown(why, {config.password}));
}

Kind kind_of(CURLcode code, long status, const Rest& rest) {
  if (connectors::is_about_certificates(code)) return Kind::Refused;
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
      code == CURLE_USE_SSL_FAILED || code == CURLE_LOGIN_DENIED)
    return Kind::Refused;
  if (status >= 500) return Kind::Refused;
  if (status >= 400) return Kind::Busy;
  return rest.was_sent() ? Kind::Unknown : Kind::Unreachable;
}

}  // namespace

void send(const MailConfig& config, const Message& message,
          connectors::Clock::time_point deadline) {
  for (const std::string& address : {config.from, message.to})
    if (!is_address(address)) fail(Kind::Refused, config, "\"" + address + "\" is no address");
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - connectors::Clock::now());
  if (left.count() <= 0) fail(Kind::Unreachable, config, "no time was left");

  const std::string text = as_sent(message, config.from);
  Rest rest{text};
  const connectors::CurlLines recipients({message.to});
  char detail[CURL_ERROR_SIZE] = "";
  connectors::CurlHandle handle;
  handle.set(CURLOPT_ERRORBUFFER, detail);
  handle.set(CURLOPT_NOSIGNAL, 1L);
  handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  handle.set(CURLOPT_PROXY, "");
  handle.set(CURLOPT_URL, config.server.c_str());
  handle.set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  handle.set(CURLOPT_USE_SSL,
             static_cast<long>(config.start_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  handle.believe(config.tls_ca);
  if (!config.login.empty()) {
    handle.set(CURLOPT_USERNAME, config.login.c_str());
    handle.set(CURLOPT_PASSWORD, config.password.c_str());
  }
  handle.set(CURLOPT_MAIL_FROM, config.from.c_str());
  handle.set(CURLOPT_MAIL_RCPT, recipients.get());
  handle.set(CURLOPT_UPLOAD, 1L);
  handle.set(CURLOPT_READFUNCTION, &give);
  handle.set(CURLOPT_READDATA, &rest);

  const CURLcode done = curl_easy_perform(handle.get());
  if (done == CURLE_OK) return;
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  fail(kind_of(done, status, rest), config, *detail ? detail : curl_easy_strerror(done));
}

}  // namespace idm::provisioning::mail
