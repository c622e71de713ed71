#include "http/base_url.h"

#include <algorithm>
#include <cctype>

#include "core/ascii.h"

namespace idm::http {
namespace {

bool is_word(char c) {
  return ascii::is_letter(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
}

/// A name, an IPv4 address, or an IPv6 address in brackets; then perhaps a port.
bool is_host(const std::string& host) {
  std::size_t end = 0;
  if (host.starts_with('[')) {
    end = std::min(host.find(']'), host.size());
    const auto in_address = [](char c) {
      return std::isxdigit(static_cast<unsigned char>(c)) || c == ':' || c == '.';
    };
    if (end == host.size() || end == 1 ||
        !std::all_of(host.begin() + 1, host.begin() + static_cast<long>(end), in_address))
      return false;
    ++end;
  } else {
    while (end < host.size() && is_word(host[end])) ++end;
    if (end == 0) return false;
  }
  if (end == host.size()) return true;
  const std::string port = host.substr(end + 1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return host[end] == ':' && !port.empty() && port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), digit);
}

/// What the proxy nearest to the caller put there: each one appends.
std::string_view first_of(std::string_view list) {
  list = list.substr(0, list.find(','));
  return list.substr(0, list.find_last_not_of(" \t") + 1);
}

/// "" when there is none that is believed.
std::string_view forwarded(std::string_view header, const Request& request,
                           const HttpConfig& config) {
  const std::string_view said = first_of(request.header(header));
  return !said.empty() && from_trusted_proxy(request, config) ? said : std::string_view();
}

constexpr std::string_view forwarded_host = "x-forwarded-host";

}  // namespace

bool from_trusted_proxy(const Request& request, const HttpConfig& config) {
  return std::any_of(
      config.trusted_proxies.begin(), config.trusted_proxies.end(),
      [&](const std::string& network) { return Network(network).contains(request.peer); });
}

std::string asked_host(const Request& request, const HttpConfig& config) {
  const std::string_view said = forwarded(forwarded_host, request, config);
  return said.empty() ? request.host : std::string(said);
}

std::optional<std::string> base_url(const Request& request, const HttpConfig& config) {
  if (!config.public_url.empty())
    return config.public_url.substr(0, config.public_url.find_last_not_of('/') + 1);
  std::string scheme = request.tls ? "https" : "http";
  const std::string host = asked_host(request, config);
  const std::string said_scheme = ascii::lower(forwarded("x-forwarded-proto", request, config));
  if (said_scheme == "http" || said_scheme == "https") scheme = said_scheme;
  if (!is_host(host)) return std::nullopt;
  return scheme + "://" + host;
}

std::string not_a_host(const Request& request, const HttpConfig& config) {
  const bool own = forwarded(forwarded_host, request, config).empty();
  return std::string(own ? "the Host" : "the X-Forwarded-Host") +
         " header is not a host name or address";
}

bool from_foreign_page(const Request& request, const HttpConfig& config) {
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
    if (header.first != "origin") return false;
    const std::string host = host_of_url(header.second);
    return host.empty() || (host != "localhost" && host != "[::1]" && !is_loopback(host) &&
                            host != host_of_url(config.public_url));
  });
}

std::string host_of_url(std::string_view url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  url.remove_prefix(begin + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  const std::size_t port = url.find(':', url.starts_with('[') ? url.find(']') : 0);
  return ascii::lower(url.substr(0, port));
}

bool is_private(const Request& request, const HttpConfig& config) {
  return request.tls || is_loopback(request.peer) || from_trusted_proxy(request, config);
}

}  // namespace idm::http
