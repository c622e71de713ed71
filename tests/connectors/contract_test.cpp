// What every kind of connector promises (src/connectors/connector.h). A new kind adds one line.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "target_system.h"

namespace idm::test {
namespace {

using namespace connectors;
using namespace std::chrono_literals;

struct ContractKind {
  const char* name;
  std::unique_ptr<TargetSystem> (*make)();
  bool has_server;
};

const ContractKind contract_kinds[] = {
    {"sim",  make_sim_system,  false},
    {"ldap", make_ldap_system, true },
    {"sql",  make_sql_system,  true },
};

std::ostream& operator<<(std::ostream& out, const ContractKind& kind) { return out << kind.name; }

std::vector<ContractKind> with_server() {
  std::vector<ContractKind> kinds;
  for (const ContractKind& kind : contract_kinds)
    if (kind.has_server) kinds.push_back(kind);
  return kinds;
}

const auto every_kind = boost::unit_test::data::make(contract_kinds);
const auto every_server = boost::unit_test::data::make(with_server());

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

const Strings nothing;

}  // namespace
}  // namespace idm::test

BOOST_TEST_DONT_PRINT_LOG_VALUE(idm::connectors::Put)

namespace idm::test {
namespace {

#define FOR_EVERY_KIND(NAME) BOOST_DATA_TEST_CASE(NAME, every_kind, kind)
#define FOR_EVERY_SERVER(NAME) BOOST_DATA_TEST_CASE(NAME, every_server, kind)

BOOST_AUTO_TEST_SUITE(contract)

// "Brings the account to these attributes". "Every verb may be repeated".
FOR_EVERY_KIND(an_account_is_created_once_and_then_changed) {
  Conversation with(kind);
  BOOST_TEST(!with.there("ada"));
  BOOST_TEST(with.put_text("ada", "first") == Put::Created);
  BOOST_TEST(with.put_text("ada", "first") == Put::Changed);
  BOOST_TEST(with.text_of("ada") == Strings{"first"});
  BOOST_TEST(with.put_text("ada", "second") == Put::Changed);
  BOOST_TEST(with.text_of("ada") == Strings{"second"});
  const auto found = with.connector->find("ada", call());
  BOOST_TEST(found->name == "ada");
  BOOST_TEST(found->active.value_or(true) == true);
}

// "An account that is not there is created when `may_create`, else the answer is Missing and
// nothing has changed."
FOR_EVERY_KIND(an_account_that_may_not_be_created_is_missing) {
  Conversation with(kind);
  BOOST_TEST(with.put(with.account("ada"), false) == Put::Missing);
  BOOST_TEST(!with.there("ada"));
  BOOST_TEST(with.put(with.account("ada"), true) == Put::Created);
  BOOST_TEST(with.put(with.account("ada"), false) == Put::Changed);
}

// "others keep their values"
FOR_EVERY_KIND(attributes_that_are_not_given_stay) {
  Conversation with(kind);
  with.put_text("ada", "kept");
  const Attribute& other = with.system->required.back();
  const Account change{"ada", {{other.name, {"Byron"}}}, std::nullopt};
  for (const bool may_create : {false, true}) {
    BOOST_TEST(with.put(change, may_create) == Put::Changed);
    BOOST_TEST(with.text_of("ada") == Strings{"kept"});
    BOOST_TEST(with.found("ada", other.name) == Strings{"Byron"});
  }
}

// "No values: it is cleared." An empty text is as good as none.
FOR_EVERY_KIND(an_attribute_without_values_is_cleared) {
  Conversation with(kind);
  for (const Strings& none : {Strings{}, Strings{""}}) {
    with.put_text("ada", "there");
    const Account change{"ada", {{with.system->text, none}}, std::nullopt};
    for (int times = 0; times < 2; ++times) {
      BOOST_TEST(with.put(change, false) == Put::Changed);
      const Strings left = with.text_of("ada");
      BOOST_TEST((left == nothing || left == Strings{""}));
    }
  }
}

FOR_EVERY_KIND(a_new_account_may_lack_values) {
  Conversation with(kind);
  BOOST_TEST(with.put(with.account("ada", {
                                              {with.system->text, {}}
  })) == Put::Created);
  BOOST_TEST(with.put_text("bob", "") == Put::Created);
  BOOST_TEST(with.there("ada"));
  BOOST_TEST(with.there("bob"));
}

// "Texts are UTF-8"
FOR_EVERY_KIND(texts_arrive_as_they_were_sent) {
  Conversation with(kind);
  std::string page;
  while (page.size() < 10000) page += "Ключ ";
  page.pop_back();
  for (const std::string& text : {std::string("Žofie Müller-Ünal 李小龍 😀"), page,
                                  std::string("a'b\"c\\d%e_f;g--h<i>&#10;*()"), std::string("null"),
                                  std::string("first line\nsecond")}) {
    with.put_text("ada", text);
    BOOST_TEST(with.text_of("ada") == Strings{text});
  }
}

FOR_EVERY_KIND(names_are_never_taken_for_syntax) {
  Conversation with(kind);
  for (const std::string name : {"o'neil", "a,b+c=d\"e\\f;g<h>i", "#x", "a*(b)%_", "Žofie 李"}) {
    BOOST_TEST(with.put_text(name, "of " + name) == Put::Created);
    BOOST_TEST(with.text_of(name) == Strings{"of " + name});
  }
  const Page page = with.connector->list("", 10, call());
  std::set<std::string> names;
  for (const Account& account : page.accounts) names.insert(account.name);
  BOOST_TEST(names.size() == 5u);
  for (const std::string& name : names) {
    with.connector->remove(name, call());
    BOOST_TEST(!with.there(name));
  }
}

FOR_EVERY_KIND(several_values_are_a_whole_list) {
  Conversation with(kind);
  if (with.system->many.empty()) return;
  const auto put = [&](const Strings& values) {
    with.put(with.account("ada", {
                                     {with.system->many, values}
    }));
    const Strings found = with.found("ada", with.system->many);
    return std::set<std::string>(found.begin(), found.end());
  };
  BOOST_TEST(
      (put({"a@x.example", "b@x.example"}) == std::set<std::string>{"a@x.example", "b@x.example"}));
  BOOST_TEST((put({"b@x.example"}) == std::set<std::string>{"b@x.example"}));
}

// "Refused when both names exist, or neither." "Every verb may be repeated".
FOR_EVERY_KIND(an_account_is_renamed_once) {
  Conversation with(kind);
  with.put_text("ada", "hers");
  for (int times = 0; times < 2; ++times) {
    with.connector->rename("ada", "countess", call());
    BOOST_TEST(!with.there("ada"));
    BOOST_TEST(with.text_of("countess") == Strings{"hers"});
  }
  with.put_text("bob", "his");
  BOOST_CHECK_EXCEPTION(with.connector->rename("bob", "countess", call()), Failure,
                        fails(Failure::Kind::Refused, {"bob", "countess"}));
  BOOST_CHECK_EXCEPTION(with.connector->rename("eve", "mallory", call()), Failure,
                        fails(Failure::Kind::Refused, {"eve"}));
  BOOST_TEST(with.text_of("bob") == Strings{"his"});
  BOOST_TEST(with.text_of("countess") == Strings{"hers"});
}

// "an account that is already as wanted ... is a success"
FOR_EVERY_KIND(an_account_is_suspended_and_resumed) {
  Conversation with(kind);
  with.put_text("ada", "kept");
  const auto active = [&] { return with.connector->find("ada", call())->active; };
  for (int times = 0; times < 2; ++times) {
    with.connector->suspend("ada", call());
    if (active()) BOOST_TEST(!*active());
  }
  for (int times = 0; times < 2; ++times) {
    with.connector->resume("ada", call());
    if (active()) BOOST_TEST(*active());
  }
  BOOST_TEST(with.text_of("ada") == Strings{"kept"});
}

FOR_EVERY_KIND(what_needs_an_account_is_refused_without_one) {
  Conversation with(kind);
  const auto refused = fails(Failure::Kind::Refused, {"nobody"});
  BOOST_CHECK_EXCEPTION(with.connector->suspend("nobody", call()), Failure, refused);
  BOOST_CHECK_EXCEPTION(with.connector->resume("nobody", call()), Failure, refused);
  BOOST_CHECK_EXCEPTION(with.connector->set_password("nobody", "pw", call()), Failure, refused);
  BOOST_TEST(!with.there("nobody"));
}

FOR_EVERY_KIND(a_password_may_be_set_twice) {
  Conversation with(kind);
  with.put_text("ada", "kept");
  for (int times = 0; times < 2; ++times)
    with.connector->set_password("ada", "Correct-horse 5tåple", call());
  BOOST_TEST(with.text_of("ada") == Strings{"kept"});
  // "never in a log, a receipt or a reply"
  const auto found = with.connector->find("ada", call());
  for (const Attribute& attribute : found->attributes)
    for (const std::string& value : attribute.values)
      BOOST_TEST(value.find("horse") == value.npos, attribute.name << " tells the password");
}

// "or already gone, is a success"
FOR_EVERY_KIND(an_account_is_removed_once) {
  Conversation with(kind);
  with.put_text("ada", "x");
  with.put_text("bob", "y");
  for (int times = 0; times < 2; ++times) {
    with.connector->remove("ada", call());
    BOOST_TEST(!with.there("ada"));
  }
  BOOST_TEST(with.there("bob"));
  BOOST_TEST(with.put_text("ada", "again") == Put::Created);
}

// "All accounts, `size` or so at a time"; also when each page is asked for by another connector.
FOR_EVERY_KIND(a_listing_has_every_account_once) {
  Conversation with(kind);
  const std::set<std::string> names{"ada", "bob", "eve", "joe", "zoë"};
  for (const std::string& name : names) with.put_text(name, "of " + name);
  for (const bool same_connector : {true, false}) {
    std::multiset<std::string> seen;
    std::string page;
    int pages = 0;
    do {
      if (!same_connector) with.connector = connect(with.target);
      const Page got = with.connector->list(page, 2, call());
      for (const Account& account : got.accounts) {
        seen.insert(account.name);
        BOOST_TEST(values(account, with.system->text) == Strings{"of " + account.name});
      }
      BOOST_TEST(got.accounts.size() <= 4u);
      page = got.next;
    } while (!page.empty() && ++pages < 10);
    BOOST_TEST(pages >= 1);
    BOOST_TEST((seen == std::multiset<std::string>(names.begin(), names.end())),
               seen.size() << " were listed, by one connector: " << same_connector);
  }
}

FOR_EVERY_KIND(nobody_is_listed_where_nobody_is) {
  Conversation with(kind);
  const Page page = with.connector->list("", 2, call());
  BOOST_TEST(page.accounts.empty());
  BOOST_TEST(page.next == "");
}

FOR_EVERY_KIND(a_test_succeeds_again_and_again) {
  Conversation with(kind);
  with.connector->test(call());
  with.connector->test(call());
}

// "what() names system, verb and cause, in words for operators; no secret"
FOR_EVERY_SERVER(a_wrong_password_is_refused_by_name) {
  Conversation with(kind);
  with.target.secrets["password"] = "not-the-password";
  const auto connector = connect(with.target);
  const auto refused = [&](const Failure& failure) {
    return fails(Failure::Kind::Refused,
                 {with.target.id, with.target.login, "password"})(failure) &&
           std::string(failure.what()).find("not-the-password") == std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(connector->test(call()), Failure, refused);
  BOOST_CHECK_EXCEPTION(connector->put(with.account("ada"), true, call()), Failure, refused);
  BOOST_TEST(!with.there("ada"));
}

FOR_EVERY_SERVER(where_nobody_listens_is_unreachable) {
  Conversation with(kind);
  const auto connector = connect(with.system->at(free_port()));
  const auto unreachable = fails(Failure::Kind::Unreachable, {with.target.id, "ada"});
  BOOST_CHECK_EXCEPTION(connector->put(with.account("ada"), true, call()), Failure, unreachable);
  BOOST_CHECK_EXCEPTION(connector->find("ada", call()), Failure, unreachable);
}

// "the whole verb ends before, by Failure if need be", "connecting included"
FOR_EVERY_SERVER(the_deadline_holds_where_nobody_answers) {
  Conversation with(kind);
  BlackHole hole;
  const auto connector = connect(with.system->at(hole.port));
  const auto start = Clock::now();
  BOOST_CHECK_EXCEPTION(connector->put(with.account("ada"), true, call(700ms)), Failure,
                        fails(Failure::Kind::Unreachable, {with.target.id}));
  BOOST_TEST((Clock::now() - start < 1000ms));
  BOOST_CHECK_EXCEPTION(connector->test(call(0ms)), Failure, fails(Failure::Kind::Unreachable));
}

// "Unreachable: nothing was changed there"; "Unknown: sent, and no answer that says".
FOR_EVERY_SERVER(a_server_that_falls_silent_leaves_no_false_report) {
  Conversation with(kind);
  with.put_text("ada", "before");
  with.system->hang();
  const auto start = Clock::now();
  std::optional<Failure::Kind> outcome;
  try {
    with.connector->put(with.account("ada",
                                     {
                                         {with.system->text, {"after"}}
    }),
                        false, call(700ms));
  } catch (const Failure& failure) {
    outcome = failure.kind();
  }
  const auto took = Clock::now() - start;
  with.system->go_on();
  BOOST_TEST((took < 1000ms));
  BOOST_REQUIRE(outcome.has_value());
  BOOST_TEST((*outcome == Failure::Kind::Unknown || *outcome == Failure::Kind::Unreachable));
  std::this_thread::sleep_for(300ms);  // it may still do what it was sent
  if (*outcome == Failure::Kind::Unreachable) BOOST_TEST(with.text_of("ada") == Strings{"before"});
  BOOST_TEST(with.put_text("ada", "after") == Put::Changed);
  BOOST_TEST(with.text_of("ada") == Strings{"after"});
}

// "one that broke is opened anew by the next call"
FOR_EVERY_SERVER(a_connector_recovers_when_its_server_is_back) {
  Conversation with(kind);
  with.put_text("ada", "before");
  with.system->stop();
  BOOST_CHECK_EXCEPTION(with.put_text("ada", "lost"), Failure,
                        fails(Failure::Kind::Unreachable, {with.target.id, "ada"}));
  with.system->start();
  BOOST_TEST(with.text_of("ada") == Strings{"before"});
  // Nor does a restart between two calls cost one.
  with.system->stop();
  with.system->start();
  BOOST_TEST(with.put_text("ada", "after") == Put::Changed);
  BOOST_TEST(with.text_of("ada") == Strings{"after"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
