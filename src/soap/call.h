#pragma once

#include <cstddef>
#include <string>

#include "core/error.h"
#include "soap/fault.h"
#include "soap/soapH.h"
#include "soap/xml_guard.h"

namespace idm::soap {

/// One request on its way through an operation: what the operation may know of it, and what it
/// leaves behind. Belongs to one thread; reached from a gSOAP context by call_of().
struct Call {
  const Guarded& guarded;
  const std::string& request_id;
  const std::string& peer;
  const bool dry_run;  ///< nothing is to be written

  std::size_t read = 0;  ///< how much of guarded.envelope gSOAP has read
  std::string written;   ///< what gSOAP has written

  Fault fault;          ///< filled when the operation ends in a fault
  std::string outcome;  ///< for the log: "success", or the errorCode that was answered
};

inline Call& call_of(struct ::soap* soap) { return *static_cast<Call*>(soap->user); }

/// Ends the operation in a fault; returns what the operation must return.
int fail(struct ::soap* soap, Fault fault);

}  // namespace idm::soap
