#pragma once

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "connectors/failures.h"
#include "core/base64.h"
#include "provisioning/mail.h"
#include "support/scripts.h"
#include "support/server_process.h"

namespace idm::test {

using Json = nlohmann::json;

/// A mail server, and what arrives there.
struct PostOffice {
  explicit PostOffice(std::vector<std::string> arguments = {})
      : server("smtp_server.py", with_file(std::move(arguments))) {}

  std::vector<std::string> with_file(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--mail", scripts.path("mail")});
    return arguments;
  }

  MailConfig account() const {
    MailConfig config;
    config.server = "smtp://127.0.0.1:" + std::to_string(server.port());
    config.from = "idm@example.org";
    config.login = "us";
    config.password = "secret";
    config.start_tls = false;
    return config;
  }

  void send(const std::string& to, const MailConfig& by, int milliseconds = 5000) {
    provisioning::mail::send(
        by, {to, "Grüße an alle, die diese Zeile bis zu ihrem Ende lesen: äöü", ".\nPaßwort: x\n"},
        within(milliseconds).deadline);
  }

  /// The only one.
  Json arrived() const { return Json::parse(scripts.text("mail")); }

  /// "TO BODY" of each, in the order in which they arrived.
  std::vector<std::string> letters() const {
    std::vector<std::string> all;
    std::istringstream lines(scripts.text("mail"));
    for (std::string line; std::getline(lines, line);) {
      const Json message = Json::parse(line);
      const auto text = message["text"].get<std::string>();
      std::string body = text.substr(text.find("\r\n\r\n") + 4);
      std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
      const auto bytes = from_base64(body).value();
      all.push_back(message["to"].get<std::string>() + " " +
                    std::string(bytes.begin(), bytes.end()));
    }
    return all;
  }

  Scripts scripts;
  ServerProcess server;
};

}  // namespace idm::test
