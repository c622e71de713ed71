#pragma once

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "target_system.h"

/// Tests that every kind of connector has to pass: contract_test.cpp, contract_server_test.cpp.
namespace idm::test {

using namespace connectors;
using namespace std::chrono_literals;

struct ContractKind {
  const char* name;
  std::unique_ptr<TargetSystem> (*make)();
  bool has_server;
};

/// All kinds: a new one adds a line.
inline const ContractKind contract_kinds[] = {
    {"sim",         make_sim_system,         false},
    {"ldap",        make_ldap_system,        true },
    {"exec",        make_exec_system,        false},
    {"scim",        make_scim_system,        false},
    {"sql",         make_sql_system,         true },
    {"soap remote", make_soap_remote_system, true },
 // Its requests carry no credentials, so that a wrong password is no matter of theirs.
    {"soap local",  make_soap_local_system,  false},
};

inline std::ostream& operator<<(std::ostream& out, const ContractKind& kind) {
  return out << kind.name;
}

inline std::vector<ContractKind> with_server() {
  std::vector<ContractKind> kinds;
  for (const ContractKind& kind : contract_kinds)
    if (kind.has_server) kinds.push_back(kind);
  return kinds;
}

inline const auto every_kind = boost::unit_test::data::make(contract_kinds);
inline const auto every_server = boost::unit_test::data::make(with_server());

using Strings = std::vector<std::string>;

/// A connector to an empty place of a system.
struct Conversation {
  explicit Conversation(const ContractKind& kind)
      : system(kind.make()), target(system->target()), connector(connect(target)) {}

  Account account(const std::string& name, std::vector<Attribute> more = {}) const {
    Account account{name, system->required, std::nullopt};
    account.attributes.insert(account.attributes.end(), more.begin(), more.end());
    return account;
  }
  Put put(const Account& wanted, bool may_create = true) {
    return connector->put(wanted, may_create, call());
  }
  Put put_text(const std::string& name, const std::string& text) {
    return put(account(name, {
                                 {system->text, {text}}
    }));
  }
  bool there(const std::string& name) { return connector->find(name, call()).has_value(); }
  Strings found(const std::string& name, const std::string& attribute) {
    const auto account = connector->find(name, call());
    BOOST_REQUIRE_MESSAGE(account, "there is no " << name);
    return values(*account, attribute);
  }
  Strings text_of(const std::string& name) { return found(name, system->text); }

  std::unique_ptr<TargetSystem> system;
  Target target;
  std::unique_ptr<Connector> connector;
};

}  // namespace idm::test

BOOST_TEST_DONT_PRINT_LOG_VALUE(idm::connectors::Put)

/// A test that runs for each kind, or for each that has a server; `kind` says which it is.
#define FOR_EVERY_KIND(NAME) BOOST_DATA_TEST_CASE(NAME, every_kind, kind)
#define FOR_EVERY_SERVER(NAME) BOOST_DATA_TEST_CASE(NAME, every_server, kind)
