// What the sql connector does beyond the contract of all kinds.
#include <crypt.h>
#include <sodium.h>

#include <boost/test/unit_test.hpp>

#include "accounts_database.h"
#include "core/error.h"

namespace idm::test {
namespace {

using Strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(sql)

BOOST_AUTO_TEST_CASE(an_attribute_goes_to_the_column_of_its_name) {
  AccountsDatabase database;
  put(database, "ada",
      {
          {"Age",   {"36"}           },
          {"EMAIL", {"ada@x.example"}}
  });
  BOOST_TEST(database.ask("SELECT CONCAT(age, email, first_name) FROM accounts") ==
             "36ada@x.examplenone");
  const auto account = database.connector->find("ada", call());
  BOOST_TEST((values(*account, "age") == Strings{"36"}));
  BOOST_TEST((values(*account, "note").empty()));
  BOOST_TEST((values(*account, "username") == Strings{"ada"}));
}

BOOST_AUTO_TEST_CASE(a_column_that_is_not_there_is_refused_by_name) {
  AccountsDatabase database;
  put(database, "ada");
  for (const std::string name : {"shoe_size", "note` = 'x' -- ", "note = note, active"})
    BOOST_CHECK_EXCEPTION(put(database, "ada",
                              {
                                  {name, {"37"}}
    }),
                          Failure, refused({"payroll", "ada", "accounts", name}));
  // One that is added later is found without a restart.
  database.execute("ALTER TABLE accounts ADD shoe_size INT");
  BOOST_TEST((put(database, "ada",
                  {
                      {"shoe_size", {"37"}}
  }) == Put::Changed));
}

BOOST_AUTO_TEST_CASE(a_column_takes_one_value) {
  AccountsDatabase database;
  BOOST_CHECK_EXCEPTION(put(database, "ada",
                            {
                                {"note", {"a", "b"}}
  }),
                        Failure, refused({"note"}));
  BOOST_TEST((put(database, "ada",
                  {
                      {"note", {"a", "a", ""}}
  }) == Put::Created));
}

BOOST_AUTO_TEST_CASE(a_cleared_column_is_null_or_as_in_a_new_row) {
  AccountsDatabase database;
  put(database, "ada",
      {
          {"first_name", {"Ada"}},
          {"age",        {"36"} }
  });
  put(database, "ada",
      {
          {"first_name", {}  },
          {"age",        {""}}
  });
  BOOST_TEST(database.ask("SELECT first_name FROM accounts") == "none");
  BOOST_TEST(database.ask("SELECT age IS NULL FROM accounts") == "1");
  database.connector->put({"ada", {{"last_name", {}}}, std::nullopt}, false, call());
  BOOST_TEST(database.ask("SELECT last_name = '' FROM accounts") == "1");
  database.execute("ALTER TABLE accounts ADD level INT NOT NULL");
  BOOST_CHECK_EXCEPTION(put(database, "ada",
                            {
                                {"level", {}}
  }),
                        Failure, refused({"level"}));
}

// "Refused: it will never do that: somebody must change something first"
BOOST_AUTO_TEST_CASE(what_the_database_refuses_is_refused_in_its_words) {
  AccountsDatabase database;
  put(database, "ada",
      {
          {"email", {"ada@x.example"}}
  });
  BOOST_CHECK_EXCEPTION(put(database, "bob",
                            {
                                {"email", {"ada@x.example"}}
  }),
                        Failure, refused({"bob", "Duplicate", "email"}));
  BOOST_CHECK_EXCEPTION(put(database, "bob",
                            {
                                {"first_name", {std::string(101, 'x')}}
  }),
                        Failure, refused({"first_name", "long"}));
  BOOST_CHECK_EXCEPTION(database.connector->put({"eve", {}, std::nullopt}, true, call()), Failure,
                        refused({"eve", "last_name"}));
  BOOST_CHECK_EXCEPTION(put(database, "ada",
                            {
                                {"username", {"bob"}}
  }),
                        Failure, refused({"username"}));
  BOOST_CHECK_EXCEPTION(put(database, ""), Failure, refused({"name"}));
  BOOST_TEST((put(database, "ada",
                  {
                      {"username", {"ada"}}
  }) == Put::Changed));
}

// "no secret"
BOOST_AUTO_TEST_CASE(a_secret_is_not_repeated_in_a_refusal) {
  AccountsDatabase database;
  try {
    put(database, "ada",
        {
            {"age", {"hunter2"}, true}
    });
    BOOST_ERROR("it was taken");
  } catch (const Failure& failure) {
    BOOST_TEST(std::string(failure.what()).find("age") != std::string::npos);
    BOOST_TEST(std::string(failure.what()).find("hunter2") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(tables_and_keys_are_looked_at_first) {
  for (const auto& [option, value] : Options{
           {"table",         "nowhere"   },
           {"key_column",    "first_name"},
           {"active_column", "on_duty"   }
  }) {
    AccountsDatabase database(Options{
        {option, value}
    });
    BOOST_CHECK_EXCEPTION(database.connector->test(call()), Failure, refused({value}));
    BOOST_CHECK_EXCEPTION(put(database, "ada"), Failure, refused({value}));
    BOOST_TEST(database.ask("SELECT COUNT(*) FROM accounts") == "0");
  }
}

BOOST_AUTO_TEST_CASE(a_password_is_kept_as_a_hash) {
  const auto stored = [](const char* how) {
    AccountsDatabase database(Options{
        {"password_hash", how}
    });
    put(database, "ada");
    database.connector->set_password("ada", "pä-Secret", call());
    const std::string by_verb = database.ask("SELECT password_hash FROM accounts");
    put(database, "ada",
        {
            {"password_hash", {"pä-Secret"}, true}
    });
    BOOST_TEST((database.ask("SELECT password_hash FROM accounts") != by_verb ||
                std::string(how) == "plain"));
    BOOST_TEST(values(*database.connector->find("ada", call()), "password_hash").empty());
    return by_verb;
  };
  BOOST_TEST(crypto_pwhash_str_verify(stored("argon2id").c_str(), "pä-Secret", 10) == 0);
  for (const char* how : {"sha512_crypt", "bcrypt"}) {
    const std::string hash = stored(how);
    BOOST_TEST(hash.substr(0, 2) == (std::string(how) == "bcrypt" ? "$2" : "$6"));
    crypt_data work{};
    BOOST_TEST(crypt_r("pä-Secret", hash.c_str(), &work) == hash);
  }
  BOOST_TEST(stored("plain") == "pä-Secret");
  AccountsDatabase without(Options{
      {"password_column", ""},
      {"active_column",   ""}
  });
  put(without, "ada");
  BOOST_CHECK_EXCEPTION(without.connector->suspend("ada", call()), Failure,
                        refused({"active_column"}));
  BOOST_TEST(!without.connector->find("ada", call())->active.has_value());
  BOOST_CHECK_EXCEPTION(without.connector->set_password("ada", "x", call()), Failure,
                        refused({"password_column"}));
}

BOOST_AUTO_TEST_CASE(an_account_may_be_marked_as_removed) {
  AccountsDatabase database(Options{
      {"delete",             "soft"      },
      {"soft_delete_column", "deleted_at"},
      {"deleted_value",      "now"       },
      {"live_value",         "null"      }
  });
  put(database, "ada");
  for (int times = 0; times < 2; ++times) {
    database.connector->remove("ada", call());
    BOOST_TEST(database.ask("SELECT deleted_at IS NOT NULL FROM accounts") == "1");
    BOOST_TEST(!database.connector->find("ada", call()));
    BOOST_TEST(database.connector->list("", 10, call()).accounts.empty());
    BOOST_TEST((put(database, "ada", {}, false) == Put::Missing));
    BOOST_CHECK_EXCEPTION(database.connector->suspend("ada", call()), Failure, refused({"ada"}));
  }
  BOOST_TEST((put(database, "ada",
                  {
                      {"note", {"back"}}
  }) == Put::Created));
  BOOST_TEST((values(*database.connector->find("ada", call()), "note") == Strings{"back"}));
  BOOST_TEST((put(database, "bob") == Put::Created));
  BOOST_TEST(database.connector->list("", 10, call()).accounts.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_mark_may_be_any_value) {
  AccountsDatabase database(Options{
      {"delete",             "soft"},
      {"soft_delete_column", "age" },
      {"deleted_value",      "99"  },
      {"live_value",         "1"   },
      {"active_value",       "1"   },
  });
  database.execute("ALTER TABLE accounts MODIFY age INT NOT NULL DEFAULT 1");
  put(database, "ada");
  database.connector->rename("ada", "countess", call());
  database.connector->remove("countess", call());
  BOOST_TEST(database.ask("SELECT age FROM accounts") == "99");
  BOOST_TEST(database.connector->list("", 10, call()).accounts.empty());
  BOOST_TEST((put(database, "countess") == Put::Created));
  BOOST_TEST(database.connector->list("", 10, call()).accounts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_account_is_in_exactly_the_groups_that_it_lists) {
  AccountsDatabase database(with_groups);
  const auto groups = [&](const std::string& name) {
    return values(*database.connector->find(name, call()), "groups");
  };
  put(database, "ada",
      {
          {"groups", {"staff", "admins"}}
  });
  BOOST_TEST((groups("ada") == Strings{"admins", "staff"}));
  put(database, "ada",
      {
          {"Groups", {"staff"}}
  });
  BOOST_TEST((groups("ada") == Strings{"staff"}));
  put(database, "ada");
  BOOST_TEST((groups("ada") == Strings{"staff"}));
  put(database, "bob",
      {
          {"groups", {"admins"}}
  });
  for (const Account& account : database.connector->list("", 10, call()).accounts)
    BOOST_TEST((values(account, "groups") == Strings{account.name == "ada" ? "staff" : "admins"}));
  for (int times = 0; times < 2; ++times) database.connector->rename("ada", "countess", call());
  BOOST_TEST((groups("countess") == Strings{"staff"}));
  for (int times = 0; times < 2; ++times) database.connector->remove("countess", call());
  BOOST_TEST(database.ask("SELECT GROUP_CONCAT(username) FROM memberships") == "bob");
  BOOST_TEST((put(database, "eve",
                  {
                      {"groups", {"staff"}}
  },
                  false) == Put::Missing));
  BOOST_TEST(database.ask("SELECT COUNT(*) FROM memberships") == "1");
}

BOOST_AUTO_TEST_CASE(account_and_groups_change_together_or_not_at_all) {
  AccountsDatabase database(with_groups);
  put(database, "ada",
      {
          {"note", {"before"}}
  });
  BOOST_CHECK_EXCEPTION(put(database, "ada",
                            {
                                {"note",   {"after"}                      },
                                {"groups", {"staff", std::string(21, 'x')}}
  }),
                        Failure, refused({"group_name"}));
  BOOST_TEST(database.ask("SELECT note FROM accounts") == "before");
  BOOST_TEST(database.ask("SELECT COUNT(*) FROM memberships") == "0");
  // The connection is none the worse for it.
  BOOST_TEST((put(database, "ada",
                  {
                      {"note", {"after"}}
  }) == Put::Changed));
  BOOST_TEST(database.ask("SELECT note FROM accounts") == "after");
  AccountsDatabase wrong(Options{
      {"group_table",       "memberships"},
      {"group_name_column", "team"       }
  });
  BOOST_CHECK_EXCEPTION(wrong.connector->test(call()), Failure, refused({"memberships", "team"}));
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_told_at_once) {
  const Target good = AccountsDatabase().target;
  const auto tells = [](const Target& bad, const std::string& words) {
    BOOST_CHECK_EXCEPTION(connect(bad), Error, [&](const Error& error) {
      return error.code() == ErrorCode::InvalidArgument &&
             std::string(error.what()).find(words) != std::string::npos;
    });
  };
  for (const auto& [option, value] : Options{
           {"password_hash", "rot13"},
           {"delete",        "maybe"},
           {"table",         ""     },
           {"key_column",    ""     }
  }) {
    Target bad = good;
    bad.options[option] = value;
    tells(bad, option);
  }
  Target bad = good;
  bad.options["delete"] = "soft";
  tells(bad, "soft_delete_column");
  for (const char* url : {"sqlite:/x", "mysql://me:secret@host/db", "mysql://host", "",
                          "mysql://host/db?connections=3", "mysql:///db?socket=/x&tls_ca=/y"}) {
    bad = good;
    bad.url = url;
    tells(bad, "host_url");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
