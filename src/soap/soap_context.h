#pragma once

#include <memory>
#include <string>

#include "core/config.h"
#include "services.h"
#include "soap/call.h"
#include "soap/wire_values.h"

namespace idm::soap {

/// gSOAP as an in-memory XML binding: no socket, no HTTP. One a thread, used for one request after
/// another.
class SoapContext {
 public:
  explicit SoapContext(const XmlLimits& limits);
  ~SoapContext();
  SoapContext(const SoapContext&) = delete;
  SoapContext& operator=(const SoapContext&) = delete;

  /// Runs the operation of a request that the guard let pass. True: `reply` is a whole envelope of
  /// the request's SOAP version. False: call.fault says why not. Never throws.
  bool run(Service service, Services& services, const TimeZone& zone, Call& call,
           std::string& reply);

  /// True when the context should be thrown away: gSOAP's buffers only grow.
  bool worn() const;

 private:
  bool serve_or_rehearse(Service service, Services& services, const TimeZone& zone, Call& call,
                         std::string& plan);
  bool serve(Service service, Services& services, const TimeZone& zone, Call& call);
  void read_fault(Call& call);

  struct ::soap* soap_;
  std::size_t served_ = 0;
  std::size_t largest_ = 0;
};

}  // namespace idm::soap
