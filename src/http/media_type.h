#pragma once

#include <string>
#include <string_view>

namespace idm::http {

/// A Content-Type header taken apart, in lower case.
struct MediaType {
  std::string name;     ///< "text/xml"
  std::string charset;  ///< without quotes; "" when not given
};

MediaType parse_media_type(std::string_view header);

}  // namespace idm::http
