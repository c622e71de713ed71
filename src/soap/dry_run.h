#pragma once

#include <string>

#include "provisioning/dry_run.h"

/// Dry runs on the wire: how they are asked for, and how the plan is answered. The reply is that of
/// the operation; the plan is a block of its SOAP header, which a client that does not know it
/// skips.
namespace idm::soap {

/// Of the header blocks `DryRun` (true or false) in requests and `Plan` in replies.
inline constexpr const char* dry_run_uri = "urn:provisiond:dry-run";
/// The same wish as an HTTP header; in lower case, as the listener has names.
inline constexpr const char* dry_run_http_header = "x-dry-run";

/// For errorText.
std::string what_was_not_written();

/// The plan as a SOAP-ENV:Header.
std::string header_of(const provisioning::Plan& plan);

/// Puts a header into a reply that has none.
void add_header(std::string& envelope, const std::string& header);

}  // namespace idm::soap
