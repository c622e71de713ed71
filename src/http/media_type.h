#pragma once

#include <string>
#include <string_view>

namespace idm::http {

/// A Content-Type header, or a range of an Accept header, taken apart, in lower case.
struct MediaType {
  std::string name;     ///< "text/xml"
  std::string charset;  ///< without quotes; "" when not given
  double quality = 1;   ///< q: how much a range is liked; 0 = not at all
};

MediaType parse_media_type(std::string_view header);

}  // namespace idm::http
