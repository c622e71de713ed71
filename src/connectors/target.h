#pragma once

#include <chrono>
#include <map>
#include <string>

namespace idm::connectors {

/// A managed system as its connector sees it: a copy, with secrets in the clear. Never logged.
struct Target {
  std::string id;
  std::string kind;
  std::string url;  ///< MANAGED_SYS.HOST_URL, with PORT when the URL has none
  std::string login;
  /// What the kind's options say, completed by their defaults. Every option of the kind is there.
  std::map<std::string, std::string> options;
  std::map<std::string, std::string> secrets;  ///< likewise; "password" at least
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds read_timeout{5000};   ///< the longest silence
  std::chrono::milliseconds call_timeout{10000};  ///< one verb, whole

  const std::string& option(const std::string& name) const { return options.at(name); }
  bool flag(const std::string& name) const { return options.at(name) == "true"; }
  const std::string& secret(const std::string& name) const { return secrets.at(name); }
};

}  // namespace idm::connectors
