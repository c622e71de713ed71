#include "connectors/curl_handle.h"

#include <openssl/x509_vfy.h>

#include <new>

namespace idm::connectors {

CurlHandle::CurlHandle() {
  // Once, as it may not be called by two threads at a time.
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready == CURLE_OK) curl_ = curl_easy_init();
  if (!curl_) throw Failure(Failure::Kind::Unreachable, "libcurl cannot start");
}

void CurlHandle::believe(const std::string& tls_ca) {
  if (tls_ca.empty()) return;
  set(CURLOPT_CAINFO, tls_ca.c_str());
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

CurlLines::CurlLines(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list_, line.c_str());
    if (!longer) {
      curl_slist_free_all(list_);
      throw std::bad_alloc();
    }
    list_ = longer;
  }
}

std::string certificate_trouble(CURL* curl) {
  long result = X509_V_OK;
  curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &result);
  return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

bool is_about_certificates(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return true;
    default:
      return false;
  }
}

}  // namespace idm::connectors
