#pragma once

#include <curl/curl.h>

#include <string>
#include <vector>

#include "connectors/connector.h"

namespace idm::connectors {

/// One of libcurl's easy handles. Throws Failure when libcurl cannot do as told.
class CurlHandle {
 public:
  CurlHandle();
  ~CurlHandle() { curl_easy_cleanup(curl_); }
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode done = curl_easy_setopt(curl_, option, value);
    if (done != CURLE_OK) throw Failure(Failure::Kind::Refused, curl_easy_strerror(done));
  }

  /// "" = the authorities that the machine believes.
  void believe(const std::string& tls_ca);

  CURL* get() const { return curl_; }

 private:
  CURL* curl_ = nullptr;
};

/// A list of lines for libcurl.
class CurlLines {
 public:
  explicit CurlLines(const std::vector<std::string>& lines);
  ~CurlLines() { curl_slist_free_all(list_); }
  CurlLines(const CurlLines&) = delete;
  CurlLines& operator=(const CurlLines&) = delete;
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

/// Whether the other end's certificate, or our belief in it, is what went wrong.
bool is_about_certificates(CURLcode code);

/// Why the certificate of the last transfer was not believed; "" = nothing was wrong with it. What
/// libcurl says may be about an earlier connection.
std::string certificate_trouble(CURL* curl);

}  // namespace idm::connectors
