#pragma once

#include <optional>
#include <string>

#include "http/server.h"

namespace idm::soap {

/// A WSDL as we publish it: the committed file, with the address under which the caller reached us.
/// Safe from any thread.
class WsdlDocument {
 public:
  /// Reads the file; throws Error(InvalidArgument) with its path when that fails or there is no
  /// soap:address.
  explicit WsdlDocument(const std::string& file);

  std::string at(const std::string& address) const;

 private:
  std::string before_, after_;
};

/// Where the caller reached us: public_url, or the scheme and Host of the request; then the path.
/// Nothing for a Host header that is no host.
std::optional<std::string> address_of(const http::Request& request, const std::string& public_url);

}  // namespace idm::soap
