#pragma once

#include <string>

namespace idm::http {

/// Where a development certificate lies.
struct CertificateFiles {
  std::string certificate;
  std::string key;
};

/// The development certificate of this data folder, made on first use: ECDSA P-256, self-signed,
/// for localhost, 127.0.0.1 and ::1, ten years; the key is 0600. Throws Error(InvalidArgument) with
/// the path.
CertificateFiles development_certificate(const std::string& data_dir);

}  // namespace idm::http
