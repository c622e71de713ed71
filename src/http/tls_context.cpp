#include "http/tls_context.h"

#include "core/error.h"

namespace idm::http {

namespace ssl = boost::asio::ssl;

ssl::context make_tls_context(const std::string& certificate_file, const std::string& key_file) {
  if (certificate_file.empty() || key_file.empty())
    throw Error(ErrorCode::InvalidArgument,
                "a TLS listener needs a certificate file and a key file");
  ssl::context context(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  // An idle connection then keeps no record buffers, and sessions live in the clients' tickets.
  SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
  // Without a callback OpenSSL would ask for the key's password on the terminal.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; });

  const auto check = [](const boost::system::error_code& failed, const std::string& file) {
    if (failed)
      throw Error(ErrorCode::InvalidArgument,
                  "cannot use " + file + " for TLS: " + failed.message());
  };
  boost::system::error_code failed;
  context.use_certificate_chain_file(certificate_file, failed);
  check(failed, certificate_file);
  context.use_private_key_file(key_file, ssl::context::pem, failed);
  check(failed, key_file);
  return context;
}

}  // namespace idm::http
