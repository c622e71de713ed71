#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config.h"

namespace idm::soap {

enum class Service { Provisioning, UserData };

/// An element of another published version of the contract (behaviour.md 1.15), which the stubs
/// have no member for.
struct Extra {
  /// "userAttribute/attrGroup", "userAttribute/valueAsBytes",
  /// "ExtensibleAttribute/valueAsByteArray", "Group/externalGroupName" or
  /// "ProvisionUser/securityDomain"
  std::string_view path;
  /// Which userAttribute (ExtensibleAttribute, Group, ProvisionUser) of the request holds it: 0 is
  /// the first in document order, as gSOAP sees them (those left out for xsi:nil do not count).
  std::size_t index = 0;
  std::string value;  ///< as sent; the byte arrays are base64
};

/// What the guard makes of a request body.
struct Guarded {
  bool ok = false;
  bool soap12 = false;        ///< the envelope's version
  bool version_seen = false;  ///< !ok: the reading came so far that soap12 is right
  std::string operation;      ///< local name of the body's element, e.g. "addUser"
  std::string
      envelope;        ///< the clean text for gSOAP: SOAP 1.1 envelope, UTF-8, no DTD, exact names
  std::string reason;  ///< !ok: what and where, for the client; names element, namespace and line
  bool must_understand = false;   ///< !ok because of a header block that we do not understand
  bool version_mismatch = false;  ///< !ok because the Envelope is of no version that we know
  std::vector<std::string>
      dropped;  ///< what was left out because it means nothing, for the log; at most 32
  std::vector<Extra> extras;  ///< in document order
  bool dry_run = false;       ///< the header block DryRun (dry_run.h) says so
};

/// Checks and cleans one request (design.md section 4, "XML guard"): libxml2's SAX parser walks the
/// table made from the contract's types. Never throws. Safe from any thread; keeps one parser a
/// thread.
Guarded guard(std::string_view body, std::string_view charset, Service service,
              const SoapConfig& config);

}  // namespace idm::soap
