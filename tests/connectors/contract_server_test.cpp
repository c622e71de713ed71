// What every kind of connector promises about a server that is away, ill or not what it seems.
#include <thread>

#include "contract.h"

namespace idm::test {
namespace {

BOOST_AUTO_TEST_SUITE(contract)

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
  BadServer hole;
  const auto connector = connect(with.system->at(hole.port));
  const auto start = Clock::now();
  BOOST_CHECK_EXCEPTION(connector->put(with.account("ada"), true, call(700ms)), Failure,
                        fails(Failure::Kind::Unreachable, {with.target.id}));
  BOOST_TEST((Clock::now() - start < 1700ms));
  BOOST_CHECK_EXCEPTION(connector->test(call(0ms)), Failure, fails(Failure::Kind::Unreachable));
}

// Who talks nonsense may be somebody else, or ill: that passes, so nothing is refused for good.
FOR_EVERY_SERVER(nonsense_ends_in_time_and_is_no_refusal) {
  Conversation with(kind);
  using Manner = BadServer::Manner;
  for (const Manner manner : {Manner::Garbage, Manner::Drips, Manner::HalfCloses, Manner::Closes}) {
    BadServer server(manner);
    auto connector = connect(with.system->at(server.port));
    const auto start = Clock::now();
    BOOST_CHECK_EXCEPTION(connector->put(with.account("ada"), true, call(700ms)), Failure,
                          fails(Failure::Kind::Unreachable, {with.target.id, "ada"}));
    // Nor does the end of the connector wait for the end of an answer.
    connector.reset();
    BOOST_TEST((Clock::now() - start < 1700ms), "manner " << static_cast<int>(manner));
  }
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
  BOOST_TEST((took < 1700ms));
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
