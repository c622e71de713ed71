#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config.h"

namespace idm::http {

/// A whole request. For a refusal (see Refuse) only what was readable is filled.
struct Request {
  std::string id;  ///< made by us, "R…"; on the answer as X-Request-Id and in every log line
  std::string method;
  std::string path;   ///< percent-encoding untouched, without the query
  std::string query;  ///< after '?', untouched
  std::string host;   ///< the Host header
  std::string content_type;
  std::string body;  ///< de-chunked and inflated
  std::string peer;  ///< address of the caller, without port
  bool tls = false;
  bool loopback_listener = false;
  std::vector<std::pair<std::string, std::string>> headers;  ///< all, names in lower case

  /// The first header of that lower-case name, or "".
  std::string_view header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Gives the answer; call it once, from any thread. Later calls, and calls after the connection or
/// the server is gone, do nothing. Dropping it uncalled answers 500.
using Responder = std::function<void(Response)>;

/// Called on an I/O thread with each whole request; must return soon (hand work to a pool).
using Handle = std::function<void(Request, Responder)>;

/// Shapes the body of a refusal that the listener itself makes (400, 408, 413, 414, 415, 431, 501,
/// 505; 500 when Handle failed to answer). Called on an I/O thread.
using Refuse =
    std::function<Response(const Request& readable, int status, const std::string& reason)>;

/// The listeners. Boost.Beast inside; nothing of it shows here.
class Server {
 public:
  /// Binds; throws Error(InvalidArgument) that names the address when it cannot, or the file when a
  /// certificate cannot be read. A TLS listener needs both files named in the configuration (see
  /// development_certificate).
  Server(const HttpConfig& config, Handle handle, Refuse refuse);
  ~Server();

  /// Starts the I/O threads and returns.
  void start();

  /// Takes no new connection, lets requests in progress answer (at most `grace`), closes, joins.
  void stop(std::chrono::milliseconds grace);

  /// The ports really bound; 0 when there is no such listener.
  std::uint16_t plain_port() const;
  std::uint16_t tls_port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace idm::http
