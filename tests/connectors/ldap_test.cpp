// What the ldap connector does beyond the contract of all kinds.
#include <ldap.h>

#include <boost/test/unit_test.hpp>

#include "connectors/ldap_session.h"
#include "directory.h"

namespace idm::test {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(ldap)

BOOST_AUTO_TEST_CASE(a_new_entry_has_the_object_classes_and_its_name) {
  Directory directory(Options{
      {"object_classes", "inetOrgPerson, extensibleObject"}
  });
  directory.put("ada", {
                           {"mail", {"ada@x.example", "ada@x.example", ""}}
  });
  const std::string entry = directory.entry(directory.dn("ada"));
  for (const char* line : {"objectClass: inetOrgPerson\n", "objectClass: extensibleObject\n",
                           "uid: ada\n", "sn: Lovelace\n", "mail: ada@x.example\n"})
    BOOST_TEST(entry.find(line) != entry.npos, line << " is not in " << entry);
}

BOOST_AUTO_TEST_CASE(an_entry_that_is_there_is_changed_also_where_it_could_not_be_added) {
  Directory directory;
  directory.put("ada");
  // An add would lack sn.
  const Account change{"ada", {{"title", {"Countess"}}}, std::nullopt};
  BOOST_TEST((directory.connector->put(change, true, call()) == Put::Changed));
  BOOST_CHECK_EXCEPTION(
      directory.connector->put({"bob", change.attributes, std::nullopt}, true, call()), Failure,
      fails(Failure::Kind::Refused, {"directory", "bob", "sn"}));
}

// "Refused ... somebody must change something first": with the server's own words.
BOOST_AUTO_TEST_CASE(what_the_server_refuses_is_refused_in_its_words) {
  Directory directory;
  directory.put("ada");
  BOOST_CHECK_EXCEPTION(directory.put("ada",
                                      {
                                          {"shoeSize", {"37"}}
  }),
                        Failure, fails(Failure::Kind::Refused, {"shoeSize", "undefined"}));
  BOOST_CHECK_EXCEPTION(directory.put("ada",
                                      {
                                          {"sn", {}}
  }),
                        Failure, fails(Failure::Kind::Refused, {"sn"}));
  BOOST_CHECK_EXCEPTION(directory.put(""), Failure, fails(Failure::Kind::Refused, {"name"}));
}

BOOST_AUTO_TEST_CASE(an_entry_deeper_than_the_base_is_named_by_its_dn) {
  Directory directory;
  const std::string unit = "ou=emea,ou=people," + directory.place;
  directory.slapd.load("dn: " + unit + "\nobjectClass: organizationalUnit\n");
  const std::string name = "uid=ada," + unit;
  BOOST_TEST((directory.put(name) == Put::Created));
  BOOST_TEST(directory.connector->list("", 10, call()).accounts.front().name == name);
  BOOST_TEST(directory.connector->find(name, call())->name == name);
  directory.connector->rename(name, "ada", call());
  BOOST_TEST(directory.connector->list("", 10, call()).accounts.front().name == "ada");
  directory.connector->rename("ada", "cn=Ada Lovelace," + unit, call());
  BOOST_TEST(directory.entry("cn=Ada Lovelace," + unit).find("uid: ada") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_what_the_filter_finds_is_listed) {
  Directory directory(Options{
      {"filter", "(title=Countess)"}
  });
  directory.put("ada", {
                           {"title", {"Countess"}}
  });
  directory.put("bob");
  const Page page = directory.connector->list("", 10, call());
  BOOST_REQUIRE(page.accounts.size() == 1u);
  BOOST_TEST(page.accounts[0].name == "ada");
}

BOOST_AUTO_TEST_CASE(no_page_is_larger_than_the_option_says) {
  Directory directory(Options{
      {"page_size", "2"}
  });
  for (const char* name : {"a", "b", "c"}) directory.put(name);
  const Page first = directory.connector->list("", 100, call());
  BOOST_TEST(first.accounts.size() == 2u);
  // Other requests in between, and those who were listed going, cost nobody his place.
  directory.connector->remove("b", call());
  const Page second = directory.connector->list(first.next, 100, call());
  BOOST_REQUIRE(second.accounts.size() == 1u);
  BOOST_TEST(second.accounts[0].name == "c");
  BOOST_TEST(second.next == "");
  BOOST_CHECK_EXCEPTION(directory.connector->list("what", 2, call()), Failure,
                        fails(Failure::Kind::Refused, {"what"}));
}

BOOST_AUTO_TEST_CASE(a_password_is_what_the_account_logs_in_with) {
  for (const char* mode : {"exop", "attribute"}) {
    Directory directory(Options{
        {"password_mode", mode}
    });
    directory.put("ada");
    directory.connector->set_password("ada", "first-Secret", call());
    BOOST_TEST(directory.slapd.accepts(directory.dn("ada"), "first-Secret"));
    directory.connector->set_password("ada", "second-Secret", call());
    BOOST_TEST(directory.slapd.accepts(directory.dn("ada"), "second-Secret"));
    BOOST_TEST(!directory.slapd.accepts(directory.dn("ada"), "first-Secret"));
    const bool clear =
        directory.entry(directory.dn("ada"), "userPassword").find("c2Vjb25kLVNlY3JldA") !=
        std::string::npos;
    BOOST_TEST(clear == (std::string(mode) == "attribute"));
  }
}

BOOST_AUTO_TEST_CASE(active_directory_gets_its_password_in_quotes_as_utf16) {
  Directory directory(Options{
      {"password_mode",  "ad_unicode"                    },
      {"object_classes", "inetOrgPerson extensibleObject"}
  });
  directory.put("ada");
  directory.connector->set_password("ada", "pä", call());
  // base64 of 22 00 70 00 e4 00 22 00
  BOOST_TEST(directory.entry(directory.dn("ada"), "unicodePwd").find("IgBwAOQAIgA=") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_suspended_account_cannot_log_in_where_the_server_has_password_policies) {
  Directory directory(Options{
      {"lock_attribute", "pwdAccountLockedTime"},
      {"locked_value",   "000001010000Z"       }
  });
  directory.put("ada");
  directory.connector->set_password("ada", "first-Secret", call());
  directory.connector->suspend("ada", call());
  BOOST_TEST(directory.connector->find("ada", call())->active.value() == false);
  BOOST_TEST(!directory.slapd.accepts(directory.dn("ada"), "first-Secret"));
  directory.connector->resume("ada", call());
  BOOST_TEST(directory.connector->find("ada", call())->active.value() == true);
  BOOST_TEST(directory.slapd.accepts(directory.dn("ada"), "first-Secret"));
}

BOOST_AUTO_TEST_CASE(an_account_may_be_locked_instead_of_removed) {
  Directory directory(Options{
      {"delete",       "lock"},
      {"active_value", "open"}
  });
  directory.put("ada");
  for (int times = 0; times < 2; ++times) directory.connector->remove("ada", call());
  BOOST_TEST(directory.connector->find("ada", call())->active.value() == false);
  BOOST_TEST(directory.entry(directory.dn("ada")).find("employeeType: locked") !=
             std::string::npos);
  directory.connector->resume("ada", call());
  BOOST_TEST(directory.entry(directory.dn("ada")).find("employeeType: open") != std::string::npos);
  directory.connector->remove("nobody", call());
}

BOOST_AUTO_TEST_CASE(a_server_that_cannot_prove_itself_is_not_talked_to) {
  Slapd ldaps(Slapd::Tls::Ldaps);
  BOOST_TEST(ldaps.url().substr(0, 5) == "ldaps");
  for (Slapd* server : {&Slapd::shared(), &ldaps}) {
    Directory directory({}, *server);
    directory.connector->test(call());
    directory.target.options["tls_ca"] =
        (server == &ldaps ? Slapd::shared() : ldaps).ca();  // vouches for another one
    BOOST_CHECK_EXCEPTION(connect(directory.target)->test(call()), Failure,
                          fails(Failure::Kind::Unreachable, {"directory"}));
    directory.target.options["tls_ca"] = "/nowhere/ca.pem";
    BOOST_CHECK_EXCEPTION(connect(directory.target)->test(call()), Failure,
                          fails(Failure::Kind::Refused, {"tls_ca", "/nowhere/ca.pem"}));
  }
}

BOOST_AUTO_TEST_CASE(the_deadline_holds_where_a_server_is_silent_about_tls) {
  Directory directory;
  BadServer hole;
  directory.target.options["starttls"] = "false";
  directory.target.url = "ldaps://127.0.0.1:" + std::to_string(hole.port);
  const auto start = Clock::now();
  BOOST_CHECK_EXCEPTION(connect(directory.target)->test(call(600ms)), Failure,
                        fails(Failure::Kind::Unreachable));
  BOOST_TEST((Clock::now() - start < 1700ms));
}

// "the longest silence"
BOOST_AUTO_TEST_CASE(a_silence_ends_the_call_before_the_deadline) {
  Directory directory;
  directory.target.read_timeout = 300ms;
  BadServer hole;
  directory.target.options["starttls"] = "false";
  directory.target.url = "ldap://127.0.0.1:" + std::to_string(hole.port);
  const auto start = Clock::now();
  BOOST_CHECK_THROW(connect(directory.target)->test(call(10s)), Failure);
  BOOST_TEST((Clock::now() - start < 1700ms));
}

// To a server a login without a password is an anonymous one, and succeeds.
BOOST_AUTO_TEST_CASE(a_login_without_a_password_proves_nothing) {
  Directory directory;
  directory.target.secrets["password"] = "";
  BOOST_CHECK_EXCEPTION(connect(directory.target)->test(call()), Failure,
                        fails(Failure::Kind::Refused, {"password"}));
}

BOOST_AUTO_TEST_CASE(a_test_names_a_base_that_is_not_there) {
  Directory directory(Options{
      {"base_dn", "ou=nowhere,dc=example,dc=org"}
  });
  BOOST_CHECK_EXCEPTION(directory.connector->test(call()), Failure,
                        fails(Failure::Kind::Refused, {"ou=nowhere"}));
  BOOST_CHECK_EXCEPTION(directory.put("ada"), Failure, fails(Failure::Kind::Refused, {"ada"}));
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_told_at_once) {
  const Target good = Directory().target;
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"password_mode",  "rot13"  },
           {"delete",         "maybe"  },
           {"group_names",    "uid"    },
           {"lock_attribute", ""       },
           {"base_dn",        "nowhere"}
  }) {
    Target bad = good;
    bad.options[name] = value;
    const std::string option = name;
    BOOST_CHECK_EXCEPTION(connect(bad), Error, [&](const Error& error) {
      return error.code() == ErrorCode::InvalidArgument &&
             std::string(error.what()).find(option) != std::string::npos;
    });
  }
}

BOOST_AUTO_TEST_CASE(codes_tell_what_to_do_next) {
  BOOST_TEST((failure_kind(LDAP_BUSY, true) == Failure::Kind::Busy));
  BOOST_TEST((failure_kind(LDAP_UNAVAILABLE, true) == Failure::Kind::Unreachable));
  BOOST_TEST((failure_kind(LDAP_TIMELIMIT_EXCEEDED, true) == Failure::Kind::Unknown));
  BOOST_TEST((failure_kind(LDAP_TIMELIMIT_EXCEEDED, false) == Failure::Kind::Unreachable));
  BOOST_TEST((failure_kind(LDAP_INSUFFICIENT_ACCESS, true) == Failure::Kind::Refused));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
