#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/network.h"
#include "core/time_zone.h"
#include "http/server.h"
#include "http/workers.h"
#include "services.h"
#include "soap/wsdl_document.h"
#include "soap/xml_guard.h"

namespace idm::soap {

/// Both SOAP services over HTTP: routes by path, serves the WSDLs, checks who may call, and runs
/// requests on two pools, so that writers who wait for the disk leave the readers alone. Safe from
/// any thread.
class SoapService {
 public:
  /// Throws Error(InvalidArgument) when a WSDL cannot be read or an option makes no sense.
  SoapService(Services& services, const Config& config, http::Workers& workers);
  /// Lets the workers finish: what they have may be ours.
  ~SoapService() { workers_.finish(); }

  /// True for the paths that are ours, whatever the method.
  static bool serves(std::string_view path);

  /// Answers through `respond`, later and on another thread for a POST.
  void handle(http::Request request, http::Responder respond);

  /// The listener's own refusals, in our error shape.
  http::Response refuse(const http::Request& readable, int status, const std::string& reason) const;

 private:
  struct Work;

  http::Response get(const http::Request& request) const;
  http::Response overloaded(const http::Request& request, bool soap12) const;
  std::optional<http::Response> refuse_post(const http::Request& request) const;
  void check(const std::shared_ptr<Work>& work);
  void run(const std::shared_ptr<Work>& work);

  Services& services_;
  const Config& config_;
  const TimeZone zone_;
  const std::vector<Network> anonymous_;
  const WsdlDocument provisioning_wsdl_, user_data_wsdl_;
  http::Workers& workers_;
};

}  // namespace idm::soap
