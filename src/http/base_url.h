#pragma once

#include <optional>
#include <string>

#include "core/network.h"
#include "http/server.h"

namespace idm::http {

/// Whether the connection comes from one of http.trusted_proxies: what it says of its caller in
/// X-Forwarded-Proto and X-Forwarded-Host is believed.
bool from_trusted_proxy(const Request& request, const HttpConfig& config);

/// The host, perhaps with a port, that the caller asked for: what a trusted proxy says, else the
/// request's own. It may be no host at all. Of several proxies the one nearest to the caller speaks
/// first, and is believed.
std::string asked_host(const Request& request, const HttpConfig& config);

/// The scheme, host and port under which the caller reached us, without a slash at the end:
/// http.public_url where it is set, else what a trusted proxy says, else the request's own. Nothing
/// when that is no host; not_a_host says so to the caller.
std::optional<std::string> base_url(const Request& request, const HttpConfig& config);
std::string not_a_host(const Request& request, const HttpConfig& config);

/// Whether a page of somebody else's made the request: one whose host is neither this machine nor
/// that of http.public_url. Browsers say so in Origin; other clients send none.
bool from_foreign_page(const Request& request, const HttpConfig& config);

/// The host of an address, without port; an IPv6 address keeps its brackets.
std::string host_of_url(std::string_view url);

/// Whether what is said here stays between us and the caller: by TLS, on one machine, or through a
/// trusted proxy.
bool is_private(const Request& request, const HttpConfig& config);

}  // namespace idm::http
