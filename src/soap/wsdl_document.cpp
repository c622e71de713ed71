#include "soap/wsdl_document.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/error.h"
#include "soap/fault.h"

namespace idm::soap {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_';
}

/// A name, an IPv4 address, or an IPv6 address in brackets; then perhaps a port.
bool is_host(const std::string& host) {
  std::size_t end = 0;
  if (host.starts_with('[')) {
    end = std::min(host.find(']'), host.size());
    const auto in_address = [](char c) {
      return std::isxdigit(static_cast<unsigned char>(c)) || c == ':' || c == '.';
    };
    if (end == host.size() || end == 1 ||
        !std::all_of(host.begin() + 1, host.begin() + static_cast<long>(end), in_address))
      return false;
    ++end;
  } else {
    while (end < host.size() && is_word(host[end])) ++end;
    if (end == 0) return false;
  }
  if (end == host.size()) return true;
  const std::string port = host.substr(end + 1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return host[end] == ':' && !port.empty() && port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), digit);
}

}  // namespace

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

std::optional<std::string> address_of(const http::Request& request, const std::string& public_url) {
  if (!public_url.empty())
    return public_url.substr(0, public_url.find_last_not_of('/') + 1) + request.path;
  if (!is_host(request.host)) return std::nullopt;
  return (request.tls ? "https://" : "http://") + request.host + request.path;
}

}  // namespace idm::soap
