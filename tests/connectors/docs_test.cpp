// The examples of docs/connectors work as they stand there, but for addresses and passwords.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "accounts_database.h"
#include "connectors/target_rows.h"
#include "identity/apply_reference.h"
#include "slapd.h"
#include "support/database.h"

namespace idm::test {
namespace {

using Replacements = std::map<std::string, std::string>;

std::string page(const std::string& kind) {
  std::ifstream file(std::string(IDM_SOURCE_DIR) + "/docs/connectors/" + kind + ".md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string block(const std::string& kind, const std::string& language) {
  const std::string text = page(kind), start = "```" + language + "\n";
  const std::size_t from = text.find(start);
  BOOST_REQUIRE_MESSAGE(from != text.npos, kind << ".md has no " << language);
  const std::size_t first = from + start.size();
  return text.substr(first, text.find("```", first) - first);
}

std::string replaced(std::string text, const Replacements& replacements) {
  for (const auto& [from, to] : replacements) {
    std::size_t at = text.find(from);
    BOOST_REQUIRE_MESSAGE(at != text.npos, "the example lacks " << from);
    for (; at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  }
  return text;
}

/// The managed system that an example makes, as its connector sees it.
Target applied(const std::string& toml) {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/example.toml", key(32, 'k');
  std::ofstream(file) << toml;
  TestStore repository(Dialect::Sqlite);
  apply_reference(repository.store, file, {"USR_SEC_DOMAIN", false, key});
  std::string id = toml.substr(toml.find("id = \"") + 6);
  id = id.substr(0, id.find('"'));
  return repository.store.transact(
      [&](Db& db) { return target_of(*db.find<ManagedSystem>(id), key); });
}

BOOST_AUTO_TEST_SUITE(docs)

BOOST_AUTO_TEST_CASE(the_example_of_ldap_connects_to_a_directory) {
  Slapd ldaps(Slapd::Tls::Ldaps);
  const std::string place = ldaps.make_place();
  const Target target = applied(
      replaced(block("ldap", "toml"), {
                                          {"ldaps://ldap.example.org",         ldaps.url()         },
                                          {"cn=provisiond,dc=example,dc=org",  slapd_admin         },
                                          {"ou=people,dc=example,dc=org",      "ou=people," + place},
                                          {"ou=groups,dc=example,dc=org",      "ou=groups," + place},
                                          {"/etc/provisiond/directory-ca.pem", ldaps.ca()          },
                                          {"the login's password",             slapd_password      }
  }));
  const auto connector = connect(target);
  connector->test(call());
  const Account ada{
      "ada",
      {{"cn", {"Ada Lovelace"}}, {"sn", {"Lovelace"}}, {"memberOf", {"staff"}}},
      std::nullopt
  };
  BOOST_TEST((connector->put(ada, true, call()) == Put::Created));
  connector->suspend("ada", call());
  BOOST_TEST(connector->find("ada", call())->active.value() == false);
}

BOOST_AUTO_TEST_CASE(the_example_of_sql_connects_to_a_database) {
  AccountsDatabase database;
  database.execute("DROP TABLE accounts");
  database.execute("DROP TABLE memberships");
  const std::string tables = block("sql", "sql");
  const std::size_t second = tables.find("CREATE TABLE", 1);
  database.execute(tables.substr(0, second));
  database.execute(tables.substr(second));
  // The test's server has no TLS, and is reached by its socket.
  const Target target = applied(replaced(
      block("sql", "toml"), {
                                {"mysql://db.example.org:3306/payroll", database.target.url},
                                {"/etc/provisiond/payroll-ca.pem",      ""                 },
                                {"the login's password",                "db-secret"        }
  }));
  const auto connector = connect(target);
  connector->test(call());
  const Account ada{
      "ada", {{"first_name", {"Ada"}}, {"email", {}}, {"groups", {"staff"}}},
       std::nullopt
  };
  BOOST_TEST((connector->put(ada, true, call()) == Put::Created));
  connector->set_password("ada", "pä-Secret", call());
  connector->suspend("ada", call());
  BOOST_TEST(connector->find("ada", call())->active.value() == false);
}

BOOST_AUTO_TEST_CASE(every_option_is_explained_with_its_default) {
  for (const char* name : {"ldap", "sql"}) {
    std::string text = page(name);
    text.erase(0, text.find("| option | default |"));
    for (const Option& option : find_kind(name)->options) {
      const std::size_t at = text.find("`" + std::string(option.name) + "`");
      BOOST_REQUIRE_MESSAGE(at != text.npos, name << ".md lacks " << option.name);
      if (!option.fallback || !*option.fallback) continue;
      const std::string line = text.substr(at, text.find('\n', at) - at);
      BOOST_TEST(line.find("`" + std::string(option.fallback) + "`") != line.npos,
                 option.name << ": the default is " << option.fallback);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
