#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/http/basic_parser.hpp>

#include "http/server.h"

namespace idm::http {

/// Why a request is not served.
struct Objection {
  int status;
  std::string reason;
  /// Whether we still know where the next request begins once this one's body is read.
  bool in_step;
};

/// Beast's grammar, reading straight into our Request. One object a request.
///
/// The connection hands over the whole head at once, so that the head's limit is exact, and then
/// body pieces.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  explicit RequestParser(const HttpConfig& limits);

  Request& request() { return request_; }

  /// What is wrong with a well-formed head, if anything.
  std::optional<Objection> objection() const;

  bool http_1_0() const { return version_ == 10; }
  bool expects_continue() const { return expects_continue_ && !http_1_0(); }
  bool gzip() const { return gzip_; }

 private:
  using string_view = boost::beast::string_view;
  using error_code = boost::beast::error_code;
  using verb = boost::beast::http::verb;
  using field = boost::beast::http::field;

  void on_request_impl(verb method, string_view method_text, string_view target, int version,
                       error_code& ec) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(field name, string_view name_text, string_view value, error_code& ec) override;
  void on_header_impl(error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& ec) override;
  std::size_t on_body_impl(string_view piece, error_code& ec) override;
  void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t rest, string_view piece, error_code& ec) override;
  void on_finish_impl(error_code&) override {}

  void take_target(std::string_view target);

  const HttpConfig& limits_;
  Request request_;
  int version_ = 11;
  verb verb_ = verb::unknown;
  std::size_t target_bytes_ = 0;
  std::size_t hosts_ = 0;
  std::optional<std::string> transfer_encoding_;  // as soon as there is such a header, even empty
  std::string content_encoding_;
  bool expects_continue_ = false;
  bool gzip_ = false;
  bool head_done_ = false;
};

/// The method, path and query of a head that is not whole or not well-formed, as far as they are
/// readable.
void read_request_line(std::string_view head, Request& request);

/// What to answer to a head that the grammar refuses.
Objection judge_bad_head(std::string_view head, const boost::beast::error_code& failed);

/// What to answer to a head that does not end within the limit.
Objection judge_long_head(std::string_view head, const HttpConfig& limits);

/// Whether this beginning of a head can no longer become one, so that waiting for the rest is
/// pointless.
bool hopeless(std::string_view beginning);

}  // namespace idm::http
