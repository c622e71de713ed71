#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/server.h"
#include "identity/tokens.h"

namespace idm::rest {

/// A request on its way to a handler.
struct Request {
  http::Request http;  ///< as it came
  /// Percent-decoded segments behind the surface's mount.
  std::vector<std::string> segments = {};
  /// What stood in the {…} of the route and of the mount, decoded.
  std::map<std::string, std::string> parameters = {};
  /// The query's, decoded, in the order in which they came.
  std::vector<std::pair<std::string, std::string>> query = {};
  std::string base_url = {};   ///< scheme://host, or http.public_url; no slash at the end
  std::string mount = {};      ///< what stood before `segments`, as sent: "/scim/v2"
  tokens::Bearer caller = {};  ///< of open routes: empty

  /// Of the route or the mount; there is one.
  const std::string& parameter(const std::string& name) const { return parameters.at(name); }
  /// The first of that name, as sent.
  std::optional<std::string> asked(std::string_view name) const;
  /// All of that name.
  std::vector<std::string> all_asked(std::string_view name) const;
};

}  // namespace idm::rest
