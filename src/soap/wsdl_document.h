#pragma once

#include <string>

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

}  // namespace idm::soap
