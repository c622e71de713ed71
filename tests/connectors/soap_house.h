#pragma once

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connectors/http_client.h"
#include "connectors/registry.h"
#include "connectors/soap_attributes.h"
#include "support/openiam_connector.h"
#include "support/reply_schema.h"

namespace idm::connectors {

inline std::ostream& operator<<(std::ostream& out, Failure::Kind kind) {
  const char* names[] = {"Unreachable", "Busy", "Unknown", "Refused"};
  return out << names[static_cast<int>(kind)];
}
inline std::ostream& operator<<(std::ostream& out, Put put) {
  const char* names[] = {"Created", "Changed", "Missing"};
  return out << names[static_cast<int>(put)];
}

namespace test {

using nlohmann::json;

/// A system behind a connector of OpenIAM's. At its end every request that was sent must have been
/// valid by the schemas of its service.
struct SoapHouse {
  explicit SoapHouse(const std::string& spoken = "local")
      : SoapHouse(spoken, idm::test::OpeniamConnector::fresh()) {}

  SoapHouse(const std::string& spoken, idm::test::OpeniamConnector& there)
      : protocol(spoken), server(there) {
    target.id = "hr";
    target.kind = "soap";
    target.url = server.address(protocol);
    target.login = "admin";
    target.secrets = {
        {"password", "s3cret&<"}
    };
    target.options = {
        {"protocol",        protocol              },
        {"base_dn",         "ou=people"           },
        {"system_url",      "dir.example.org"     },
        {"system_port",     "389"                 },
        {"search_query",    "(objectclass=person)"},
        {"read_timeout_ms", "1000"                },
        {"reply_limit_mb",  "1"                   }
    };
    for (const char* verb :
         {"add", "modify", "delete", "lookup", "search", "suspend", "test", "password"})
      target.options[std::string(verb) + "_handler"] = std::string(verb) + ".ps1";
  }

  ~SoapHouse() {
    try {
      check_requests();
    } catch (const std::exception& error) {
      BOOST_ERROR("the requests cannot be checked: " << error.what());
    }
  }

  Connector& connector() {
    if (!connector_) {
      const Kind& kind = *find_kind("soap");
      complete(kind, target);
      connector_ = kind.make(target);
    }
    return *connector_;
  }

  static Call call(std::chrono::milliseconds time = std::chrono::seconds(10)) {
    return {Clock::now() + time, "R0123456789abcdef0123456789abcdef"};
  }

  Put put(const std::string& name, const std::vector<Attribute>& attributes,
          bool may_create = true) {
    return connector().put({name, attributes, {}}, may_create, call());
  }

  /// What the directory holds of an account.
  json account(const std::string& name) const {
    const json accounts = server.state().at("accounts");
    return accounts.contains(name) ? accounts.at(name) : json();
  }

  json attributes(const std::string& name) const { return account(name).at("attributes"); }

  /// The bodies of the requests of an operation.
  std::vector<std::string> sent(const std::string& operation) const {
    std::vector<std::string> bodies;
    const json state = server.state();
    for (const json& request : state.at("requests"))
      if (request.at("operation") == operation) bodies.push_back(request.at("body"));
    return bodies;
  }

  /// How the verb fails; fails the test when it does not.
  template <class Verb>
  Failure failure(Verb verb) {
    try {
      verb();
    } catch (const Failure& failure) {
      return failure;
    }
    BOOST_FAIL("nothing failed");
    return {Failure::Kind::Refused, ""};
  }

  const std::string protocol;
  idm::test::OpeniamConnector& server;
  Target target;

 private:
  void check_requests() const {
    const std::string wsdl = protocol == "local" ? "ConnectorService" : "RemoteConnectorService";
    const json state = server.state();
    for (const json& request : state.at("requests"))
      BOOST_TEST(schema_violations(request.at("body").get<std::string>(), wsdl) == "",
                 request.at("body"));
  }

  std::unique_ptr<Connector> connector_;
};

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// For data tests: each of OpenIAM's two protocols.
inline auto both_protocols() { return boost::unit_test::data::make({"local", "remote"}); }

}  // namespace test
}  // namespace idm::connectors
