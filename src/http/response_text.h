#pragma once

#include <string>

#include "http/server.h"

namespace idm::http {

/// What the request decides about its answer.
struct AnswerFrame {
  std::string request_id;
  bool head = false;   ///< to a HEAD request: the lengths, not the body
  bool close = false;  ///< say that the connection closes
};

/// Head and body in one piece. Headers that frame the message are ours; a response's own are
/// dropped, as is any with a control character in it, which would let data pose as headers.
std::string response_text(const Response& response, const AnswerFrame& frame);

/// Whether the response itself asks for the connection to close.
bool wants_close(const Response& response);

}  // namespace idm::http
