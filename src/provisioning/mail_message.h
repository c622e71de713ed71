#pragma once

#include <string>

#include "provisioning/mail.h"

namespace idm::provisioning::mail {

/// The message as RFC 5322 and MIME want it, UTF-8 throughout.
std::string as_sent(const Message& message, const std::string& from);

/// Fit for an envelope: printable ASCII around one @, no blanks or brackets.
bool is_address(const std::string& text);

}  // namespace idm::provisioning::mail
