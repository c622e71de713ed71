// g++ 12 with sanitizers believes that boost::optional reads a length that was never set; it looks
// first.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "http/request_parser.h"

#include <algorithm>
#include <cctype>
#include <limits>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include "core/ascii.h"

namespace idm::http {
namespace {

namespace beast = boost::beast;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

void append_list(std::string& list, std::string_view value) {
  if (!list.empty()) list += ", ";
  list += value;
}

std::string_view last_of(std::string_view list) {
  const auto begin = list.find_last_of(", \t");
  return begin == std::string_view::npos ? list : list.substr(begin + 1);
}

void split_target(std::string_view target, Request& request) {
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  request.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

std::string_view first_line(std::string_view head) { return head.substr(0, head.find('\r')); }

bool method_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string number(std::size_t value) { return std::to_string(value); }

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

RequestParser::RequestParser(const HttpConfig& limits) : limits_(limits) {
  // Our own limits say more: they leave the connection usable where that is possible. Beast 1.74
  // reads boost::none as "no body at all".
  header_limit(std::numeric_limits<std::uint32_t>::max());
  body_limit(std::numeric_limits<std::uint64_t>::max());
}

void RequestParser::on_request_impl(verb method, string_view method_text, string_view target,
                                    int version, error_code&) {
  verb_ = method;
  version_ = version;
  request_.method = view(method_text);
  target_bytes_ = target.size();
  take_target(view(target));
  request_.headers.reserve(16);
}

void RequestParser::take_target(std::string_view target) {
  // A proxy's absolute form: http://host/path.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() <= scheme.size() || !ascii::same(target.substr(0, scheme.size()), scheme))
      continue;
    target.remove_prefix(scheme.size());
    const auto authority = std::min(target.find_first_of("/?"), target.size());
    request_.host = target.substr(0, authority);
    target.remove_prefix(authority);
    split_target(target, request_);
    if (request_.path.empty()) request_.path = "/";
    return;
  }
  split_target(target, request_);
}

void RequestParser::on_field_impl(field name, string_view name_text, string_view value,
                                  error_code&) {
  if (head_done_) return;  // trailers: nothing we use may come so late
  auto& [key, text] = request_.headers.emplace_back();
  key = ascii::lower(view(name_text));
  text = view(value);
  switch (name) {
    case field::host:
      if (++hosts_ == 1 && request_.host.empty()) request_.host = text;
      break;
    case field::content_type:
      if (request_.content_type.empty()) request_.content_type = text;
      break;
    case field::content_encoding:
      append_list(content_encoding_, text);
      gzip_ = ascii::same(content_encoding_, "gzip") || ascii::same(content_encoding_, "x-gzip");
      break;
    case field::transfer_encoding:
      if (!transfer_encoding_) transfer_encoding_.emplace();
      append_list(*transfer_encoding_, text);
      break;
    case field::expect:
      expects_continue_ = ascii::same(text, "100-continue");
      break;
    default:
      break;
  }
}

std::optional<Objection> RequestParser::objection() const {
  // First what decides where this request ends: two readings of that are how requests are smuggled.
  if (transfer_encoding_) {
    if (http_1_0()) return Objection{400, "Transfer-Encoding is not part of HTTP/1.0", false};
    if (content_length())
      return Objection{400, "Content-Length and Transfer-Encoding exclude each other", false};
    if (!ascii::same(last_of(*transfer_encoding_), "chunked"))
      return Objection{
          400, "Transfer-Encoding '" + *transfer_encoding_ + "' does not end in chunked", false};
    if (!ascii::same(*transfer_encoding_, "chunked"))
      return Objection{
          501, "Transfer-Encoding '" + *transfer_encoding_ + "' is not known; chunked is", false};
  }
  if (content_length().value_or(0) > limits_.max_body_bytes)
    return Objection{413, "the body is longer than " + number(limits_.max_body_bytes) + " bytes",
                     false};
  if (target_bytes_ > limits_.max_target_bytes)
    return Objection{
        414, "the target is longer than " + number(limits_.max_target_bytes) + " bytes", true};
  if (hosts_ > 1 || (hosts_ == 0 && !http_1_0()))
    return Objection{400, "there must be one Host header", true};
  if (verb_ == verb::unknown || verb_ == verb::connect)
    return Objection{501, "method " + request_.method + " is not known", verb_ == verb::unknown};
  if (request_.path.empty() || (request_.path[0] != '/' && request_.path != "*"))
    return Objection{400, "the target must begin with '/'", true};
  if (!content_encoding_.empty() && !gzip_ && !ascii::same(content_encoding_, "identity"))
    return Objection{415, "Content-Encoding '" + content_encoding_ + "' is not known; gzip is",
                     true};
  return std::nullopt;
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
  // What is declared costs the caller nothing, so little is set aside before it comes.
  if (length) request_.body.reserve(std::min<std::size_t>(*length, 64u << 10));
}

std::size_t RequestParser::on_body_impl(string_view piece, error_code&) {
  request_.body.append(piece.data(), piece.size());
  return piece.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, string_view, error_code& ec) {
  if (size > limits_.max_body_bytes - request_.body.size()) ec = beast::http::error::body_limit;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, string_view piece, error_code&) {
  request_.body.append(piece.data(), piece.size());
  return piece.size();
}

void read_request_line(std::string_view head, Request& request) {
  const std::string_view line = first_line(head);
  const auto end_of_method = line.find(' ');
  if (end_of_method == 0 || end_of_method == std::string_view::npos) return;
  const std::string_view method = line.substr(0, end_of_method);
  if (!std::all_of(method.begin(), method.end(), method_character)) return;
  request.method = method;
  const std::string_view rest = line.substr(end_of_method + 1);
  split_target(rest.substr(0, rest.find(' ')), request);
}

Objection judge_bad_head(std::string_view head, const beast::error_code& failed) {
  if (failed == beast::http::error::bad_version) {
    const std::string_view line = first_line(head);
    const std::string_view version = line.substr(line.rfind(' ') + 1);
    const auto digit = [&](std::size_t at) { return version[at] >= '0' && version[at] <= '9'; };
    if (version.size() == 8 && version.starts_with("HTTP/") && digit(5) && version[6] == '.' &&
        digit(7))
      return {505, std::string(version) + " is not spoken here; HTTP/1.1 is", false};
  }
  return {400, "the request head is malformed: " + failed.message(), false};
}

Objection judge_long_head(std::string_view head, const HttpConfig& limits) {
  if (first_line(head).size() > limits.max_target_bytes)
    return {414, "the target is longer than " + number(limits.max_target_bytes) + " bytes", false};
  return {431, "the request head is longer than " + number(limits.max_header_bytes) + " bytes",
          false};
}

bool hopeless(std::string_view beginning) {
  if (beginning.empty() || beginning == "\r") return false;
  if (!method_character(beginning[0])) return true;
  const auto line_end = beginning.find('\n');
  return line_end != std::string_view::npos && (line_end == 0 || beginning[line_end - 1] != '\r');
}

}  // namespace idm::http
