#include "support/openiam_connector.h"
#include "target_system.h"

namespace idm::test {

using namespace connectors;

namespace {

/// A system behind a connector as OpenIAM's, in one of the two protocols.
class SoapSystem : public TargetSystem {
 public:
  explicit SoapSystem(const std::string& protocol) : protocol_(protocol) {
    required = {
        {"sn", {"Lovelace"}}
    };
    text = "note";
    many = "mail";
  }

  Target target() override { return reached_by(server_.address(protocol_)); }
  Target at(int port) override {
    return reached_by("127.0.0.1:" + std::to_string(port) + "/" + protocol_);
  }
  void stop() override { server_.stop(); }
  void start() override { server_.start(); }
  void hang() override { server_.hang(); }
  void go_on() override { server_.go_on(); }

 private:
  Target reached_by(const std::string& url) const {
    Target target;
    target.id = "hr";
    target.kind = "soap";
    target.url = url;
    target.login = "admin";
    target.secrets = {
        {"password", "s3cret&<"}
    };
    target.options = {
        {"protocol",     protocol_             },
        {"base_dn",      "ou=people"           },
        {"system_url",   "dir.example.org"     },
        {"system_port",  "389"                 },
        {"search_query", "(objectclass=person)"}
    };
    for (const char* verb : {"add", "modify", "delete", "lookup", "search", "suspend"})
      target.options[std::string(verb) + "_handler"] = std::string(verb) + ".ps1";
    return completed(target);
  }

  const std::string protocol_;
  OpeniamConnector server_;
};

}  // namespace

std::unique_ptr<TargetSystem> make_soap_local_system() {
  return std::make_unique<SoapSystem>("local");
}
std::unique_ptr<TargetSystem> make_soap_remote_system() {
  return std::make_unique<SoapSystem>("remote");
}

}  // namespace idm::test
