// What becomes of changes when the database is busy, dies or cannot be trusted.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "accounts_database.h"
#include "connectors/sql_session.h"
#include "http/certificate.h"
#include "support/database.h"

namespace idm::test {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(sql_failures)

// "Busy: it said later"
BOOST_AUTO_TEST_CASE(a_row_that_somebody_holds_is_busy) {
  AccountsDatabase database;
  put(database, "ada",
      {
          {"note", {"before"}}
  });
  database.target.read_timeout = 2s;
  database.connector = connect(database.target);
  database.execute("START TRANSACTION");
  database.execute("UPDATE accounts SET note = 'held'");
  BOOST_CHECK_EXCEPTION(put(database, "ada",
                            {
                                {"note", {"after"}}
  }),
                        Failure, fails(Failure::Kind::Busy, {"ada", "Lock wait"}));
  database.execute("ROLLBACK");
  BOOST_TEST((put(database, "ada",
                  {
                      {"note", {"after"}}
  }) == Put::Changed));
}

// A change that nobody waits for any more must not be made later.
BOOST_AUTO_TEST_CASE(what_was_given_up_before_it_was_committed_stays_undone) {
  AccountsDatabase database(with_groups);
  put(database, "ada",
      {
          {"note", {"before"}}
  });
  database.execute("START TRANSACTION");
  database.execute("UPDATE accounts SET note = 'held'");
  BOOST_CHECK_EXCEPTION(database.connector->put(
                            {
                                "ada", {{"note", {"after"}}, {"groups", {"staff"}}},
                                 std::nullopt
  },
                            true, call(300ms)),
                        Failure, fails(Failure::Kind::Unreachable, {"ada"}));
  database.execute("ROLLBACK");
  database.connector.reset();  // waits for what was left behind
  BOOST_TEST(database.ask("SELECT note FROM accounts") == "before");
  BOOST_TEST(database.ask("SELECT COUNT(*) FROM memberships") == "0");
}

// "Unknown: sent, and no answer that says: look before doing it again"
BOOST_AUTO_TEST_CASE(a_server_that_dies_while_it_works_leaves_doubt) {
  AccountsDatabase database(with_groups);
  put(database, "ada",
      {
          {"note", {"before"}}
  });
  database.execute(
      "CREATE TRIGGER slow BEFORE UPDATE ON accounts FOR EACH ROW SET @slept = SLEEP(5)");
  const auto dies_during = [&](const std::vector<Attribute>& attributes) {
    std::thread crash([&] {
      std::this_thread::sleep_for(400ms);
      database.server.stop(true);
    });
    std::optional<Failure::Kind> outcome;
    try {
      database.connector->put({"ada", attributes, std::nullopt}, true, call());
    } catch (const Failure& failure) {
      outcome = failure.kind();
    }
    crash.join();
    database.server.start();
    return outcome;
  };
  BOOST_TEST((dies_during({
                  {"note", {"after"}}
  }) == Failure::Kind::Unknown));
  // What is not committed is not done.
  BOOST_TEST((dies_during({
                  {"note",   {"after"}},
                  {"groups", {"staff"}}
  }) == Failure::Kind::Unreachable));
  database.execute("DROP TRIGGER slow");
  BOOST_TEST((put(database, "ada",
                  {
                      {"note", {"after"}}
  }) == Put::Changed));
}

BOOST_AUTO_TEST_CASE(a_server_that_cannot_prove_itself_is_not_talked_to) {
  TemporaryFolder ours, others;
  const http::CertificateFiles good = http::development_certificate(ours.path());
  const http::CertificateFiles bad = http::development_certificate(others.path());
  const int port = free_port();
  MariaDb server(0,
                 {"--ssl-cert=" + good.certificate, "--ssl-key=" + good.key, "--skip-networking=0",
                  "--bind-address=127.0.0.1", "--port=" + std::to_string(port)});
  AccountsDatabase database({}, server);
  database.execute("CREATE USER provisiond@'127.0.0.1' IDENTIFIED BY 'db-secret' REQUIRE SSL");
  const std::string name = database.ask("SELECT DATABASE()");
  database.execute("GRANT ALL ON " + name + ".* TO provisiond@'127.0.0.1'");
  database.target.url = "mysql://127.0.0.1:" + std::to_string(port) + "/" + name;
  BOOST_CHECK_EXCEPTION(connect(database.target)->test(call()), Failure, refused({"provisiond"}));
  database.target.options["tls_ca"] = good.certificate;
  connect(database.target)->test(call());
  database.target.options["tls_ca"] = bad.certificate;
  BOOST_CHECK_EXCEPTION(connect(database.target)->test(call()), Failure,
                        fails(Failure::Kind::Unreachable, {"payroll"}));
}

BOOST_AUTO_TEST_CASE(error_numbers_tell_what_to_do_next) {
  BOOST_TEST((sql_failure_kind(1213, true) == Failure::Kind::Busy));
  BOOST_TEST((sql_failure_kind(1040, false) == Failure::Kind::Busy));
  BOOST_TEST((sql_failure_kind(2013, true) == Failure::Kind::Unknown));
  BOOST_TEST((sql_failure_kind(2006, true) == Failure::Kind::Unreachable));
  BOOST_TEST((sql_failure_kind(2013, false) == Failure::Kind::Unreachable));
  BOOST_TEST((sql_failure_kind(1290, true) == Failure::Kind::Unreachable));
  BOOST_TEST((sql_failure_kind(1062, true) == Failure::Kind::Refused));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
