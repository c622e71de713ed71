#pragma once

#include <string>

#include "core/error.h"
#include "http/server.h"

namespace idm::soap {

/// A request that gets no proper reply.
struct Fault {
  enum class Blame { Client, Server, MustUnderstand, VersionMismatch };
  Blame blame = Blame::Server;
  std::string reason;  ///< for the caller: what and where
};

/// The fault for an error that no ResponseErrorCode fits: the caller's own doing, or ours.
Fault fault_of(ErrorCode code, const std::string& reason);

/// The SOAP document of a fault, its detail naming the request id. Any text may be put in.
std::string fault_document(const Fault& fault, bool soap12, const std::string& request_id);

/// The same as an HTTP response: 500, or 400 for a SOAP 1.2 Sender; `status` overrules when not 0.
http::Response fault_response(const Fault& fault, bool soap12, const std::string& request_id,
                              int status = 0);

const char* content_type(bool soap12);

/// Text for an XML document: escaped, and rid of what XML does not allow.
std::string escape_xml(const std::string& text);

}  // namespace idm::soap
