#include "soap/wsdl_document.h"

#include <fstream>
#include <iterator>

#include "core/error.h"
#include "soap/fault.h"

namespace idm::soap {
WsdlDocument::WsdlDocument(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream || text.empty())
    throw Error(ErrorCode::InvalidArgument, "cannot read the WSDL " + file);
  const std::string attribute = "location=\"";
  const std::size_t element = text.find("<soap:address");
  const std::size_t begin = element == std::string::npos ? element : text.find(attribute, element);
  const std::size_t end =
      begin == std::string::npos ? begin : text.find('"', begin + attribute.size());
  if (end == std::string::npos)
    throw Error(ErrorCode::InvalidArgument, "no soap:address in " + file);
  before_ = text.substr(0, begin + attribute.size());
  after_ = text.substr(end);
}

std::string WsdlDocument::at(const std::string& address) const {
  return before_ + escape_xml(address) + after_;
}

}  // namespace idm::soap
