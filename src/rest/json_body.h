#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "rest/request.h"

namespace idm::rest {

using Json = nlohmann::ordered_json;  ///< members stay in the order in which they came

/// The request's body. A byte order mark is passed by. Throws Refusal: 415 when the Content-Type is
/// none of `types` or names a charset other than UTF-8 (an absent one will do), 400 "invalidSyntax"
/// for what is no JSON, is nested deeper than 64 levels, or has \u0000 in a text.
Json json_body(const Request& request, const std::vector<std::string>& types);

/// The same for a text from anywhere.
Json parse_json(std::string_view text);

/// Whether the caller takes one of these types, going by Accept; without one, anything.
bool accepts(const Request& request, const std::vector<std::string>& types);

/// An answer with that body; what is no UTF-8 in it is replaced.
http::Response json_response(int status, const Json& body,
                             const std::string& content_type = "application/json");

}  // namespace idm::rest
