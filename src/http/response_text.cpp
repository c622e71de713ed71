#include "http/response_text.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <boost/beast/http/status.hpp>

#include "core/ascii.h"
#include "core/log.h"

namespace idm::http {
namespace {

bool clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

bool frames_the_message(std::string_view name) {
  for (const std::string_view own :
       {"content-length", "transfer-encoding", "connection", "server", "x-request-id"})
    if (ascii::same(name, own)) return true;
  return false;
}

void add_header(std::string& text, std::string_view name, std::string_view value) {
  if (name.empty() || name.find(':') != std::string_view::npos || !clean(name) || !clean(value)) {
    log::error("http_header_dropped", {
                                          {"reason", "empty name, colon or control character"}
    });
    return;
  }
  text.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string response_text(const Response& response, const AnswerFrame& frame) {
  int status = response.status;
  if (status < 200 || status > 599) {
    log::error("http_status_invalid", {
                                          {"id",     frame.request_id},
                                          {"status", status          }
    });
    status = 500;
  }
  const bool bodiless = status == 204 || status == 304;
  std::string text;
  text.reserve(320 + response.headers.size() * 64 + response.body.size());
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  text.append("HTTP/1.1 ").append(std::to_string(status)).append(" ");
  text.append(reason.data(), reason.size()).append("\r\nServer: provisiond\r\n");
  add_header(text, "X-Request-Id", frame.request_id);

  bool typed = !response.content_type.empty(), cached = false;
  if (typed) add_header(text, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) {
    if (frames_the_message(name) || (typed && ascii::same(name, "content-type"))) continue;
    cached = cached || ascii::same(name, "cache-control");
    add_header(text, name, value);
  }
  if (!cached) text.append("Cache-Control: no-store\r\n");
  if (!bodiless)
    text.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  if (frame.close) text.append("Connection: close\r\n");
  text.append("\r\n");
  if (!bodiless && !frame.head) text.append(response.body);
  return text;
}

bool wants_close(const Response& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
    return ascii::same(header.first, "connection") && ascii::same(header.second, "close");
  });
}

}  // namespace idm::http
