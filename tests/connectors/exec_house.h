#pragma once

#include <map>
#include <memory>
#include <string>

#include "connectors/registry.h"
#include "support/scripts.h"

namespace idm::test {

/// The program that docs/connectors/exec.md prints, and connectors to it and to others.
class ExecHouse : public Scripts {
 public:
  ExecHouse() { write("accounts.py", code_on_page("connectors/exec.md", "python")); }

  connectors::Target target(const std::string& program,
                            const std::map<std::string, std::string>& options = {}) const {
    connectors::Target target;
    target.id = "EXEC1";
    target.kind = "exec";
    target.url = "door://7";
    target.login = "us";
    target.options = options;
    target.options["program"] = program;
    target.options["settings"] = path("accounts.json");
    target.secrets = {
        {"password", "open-sesame"}
    };
    connectors::complete(*connectors::find_kind("exec"), target);
    return target;
  }

  static std::unique_ptr<connectors::Connector> make(const connectors::Target& target) {
    return connectors::make_connector(target);
  }

  /// Of the documented program.
  std::unique_ptr<connectors::Connector> connector() const {
    return make(target(path("accounts.py")));
  }

  /// Of a shell script of a few lines.
  std::unique_ptr<connectors::Connector> script(const std::string& lines) const {
    return make(target(write("script.sh", "#!/bin/sh\n" + lines + "\n")));
  }
};

}  // namespace idm::test
