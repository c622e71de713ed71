#pragma once

#include <string>
#include <utility>

#include <boost/asio/ssl/context.hpp>

namespace idm::http {

/// A server's side of TLS 1.2 and later. Throws Error(InvalidArgument) that names the file it
/// cannot use.
boost::asio::ssl::context make_tls_context(const std::string& certificate_file,
                                           const std::string& key_file);

}  // namespace idm::http
