#pragma once

#include <map>
#include <string>

#include "connectors/connector.h"
#include "core/config.h"

/// Mail to people, by SMTP.
namespace idm::provisioning::mail {

struct Message {
  std::string to;  ///< an address, without a name
  std::string subject;
  std::string body;
};

using Values = std::map<std::string, std::string>;

/// The file of a template: credentials, credentials_supervisor, password.
std::string template_file(const MailConfig& config, const std::string& name);

/// A message by a template: `Subject: ...`, an empty line, the body, each with ${name} in it.
/// Throws Error(InvalidArgument) naming the file for one that cannot be read, has no subject, or
/// names a value that there is not.
Message from_template(const std::string& file, const std::string& to, const Values& values);

/// Hands a message to mail.server, which must be configured. Throws connectors::Failure:
/// Unreachable (not connected, or lost before the text was sent), Busy (the server says later,
/// 4xx), Refused (5xx, credentials, certificate, no STARTTLS, an address that is none), Unknown
/// (lost after the text was sent, so that it may arrive). No password and nothing of the message is
/// in its words. From any thread.
void send(const MailConfig& config, const Message& message, connectors::Clock::time_point deadline);

}  // namespace idm::provisioning::mail
