#pragma once

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "connectors/registry.h"
#include "support/database.h"

namespace idm::test {

/// The program that docs/connectors/exec.md prints, and connectors to it and to others.
class ExecHouse {
 public:
  ExecHouse() { write("accounts.py", documented_program()); }

  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  /// An executable file.
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    ::chmod(path(name).c_str(), 0755);
    return path(name);
  }

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
    return connectors::find_kind(target.kind)->make(target);
  }

  /// Of the documented program.
  std::unique_ptr<connectors::Connector> connector() const {
    return make(target(path("accounts.py")));
  }

  /// Of a shell script of a few lines.
  std::unique_ptr<connectors::Connector> script(const std::string& lines) const {
    return make(target(write("script.sh", "#!/bin/sh\n" + lines + "\n")));
  }

 private:
  static std::string documented_program() {
    std::ifstream file(std::string(IDM_SOURCE_DIR) + "/docs/connectors/exec.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    const std::string fence = "```python\n";
    const std::size_t start = page.find(fence) + fence.size();
    return page.substr(start, page.find("```", start) - start);
  }

  TemporaryFolder folder_;
};

}  // namespace idm::test
