#include <boost/test/unit_test.hpp>

#include <thread>

#include "http_client.h"

namespace idm::http::test {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// Everything else is far away, so that a test sees its own time-out only.
struct Impatient : Running {
  Impatient() {
    config.header_timeout = config.body_timeout = config.idle_timeout = config.write_timeout =
        config.tls_timeout = 60s;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(http_timeouts)

BOOST_FIXTURE_TEST_CASE(a_head_that_does_not_come_is_408, Impatient) {
  config.header_timeout = 1s;
  Client client = connect();
  const auto begun = Clock::now();
  client.send("GET /slow HTTP/1.1\r\n");
  const Answer answer = client.receive();
  BOOST_TEST(answer.status == 408);
  BOOST_TEST(answer.headers.at("connection") == "close");
  BOOST_TEST((Clock::now() - begun >= 1s && Clock::now() - begun < 5s));
  BOOST_TEST(client.closed_within(5s));
}

BOOST_FIXTURE_TEST_CASE(a_head_that_drips_is_408_all_the_same, Impatient) {
  config.header_timeout = 1s;
  Client client = connect();
  client.send("GET / HTTP/1.1\r\nX: ");
  for (int i = 0; i < 100 && client.silent_for(50ms); ++i) client.send("x");
  BOOST_TEST(client.receive().status == 408);
}

BOOST_FIXTURE_TEST_CASE(a_body_that_does_not_come_is_408, Impatient) {
  config.body_timeout = 1s;
  for (const char* framing : {"Content-Length: 100", "Transfer-Encoding: chunked"}) {
    Client client = connect();
    client.send("POST /slow HTTP/1.1\r\nHost: t\r\n" + std::string(framing) + "\r\n\r\n5\r\nabc");
    BOOST_TEST(client.receive().status == 408);
    BOOST_TEST(last_refused().path == "/slow");
    BOOST_TEST(client.closed_within(5s));
  }
}

BOOST_FIXTURE_TEST_CASE(an_invited_body_that_does_not_come_is_408, Impatient) {
  config.body_timeout = 1s;
  Client client = connect();
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(client.receive().status == 100);
  BOOST_TEST(client.receive().status == 408);
}

BOOST_FIXTURE_TEST_CASE(an_idle_connection_closes_without_a_word, Impatient) {
  config.idle_timeout = 1s;
  Client never_used = connect();
  Client used = connect();
  used.ask(get("/"));
  BOOST_TEST(used.silent_for(600ms));
  used.ask(get("/"));
  BOOST_TEST(used.silent_for(600ms));  // counted anew after each answer
  BOOST_TEST(used.closed_within(5s));
  BOOST_TEST(never_used.closed_within(5s));
}

BOOST_FIXTURE_TEST_CASE(a_caller_that_does_not_read_its_answer_is_dropped, Impatient) {
  config.write_timeout = 1s;
  handle = [](Request, Responder respond) {
    respond({200, "text/plain", std::string(64u << 20, 'x'), {}});
  };
  start();
  Client client(server->plain_port(), 4096);
  client.send(get("/"));
  std::this_thread::sleep_for(2500ms);
  BOOST_TEST(client.drain() < (64u << 20));
}

BOOST_FIXTURE_TEST_CASE(the_time_a_request_is_worked_on_is_nobodys_time_out, Impatient) {
  config.header_timeout = config.body_timeout = config.idle_timeout = config.write_timeout = 1s;
  std::thread worker;
  handle = [&](Request, Responder respond) {
    worker = std::thread([respond] {
      std::this_thread::sleep_for(2s);
      respond({200, "text/plain", "late", {}});
    });
  };
  BOOST_TEST(connect().ask(get("/")).body == "late");
  worker.join();
}

BOOST_FIXTURE_TEST_CASE(slow_callers_do_not_slow_others, Impatient) {
  config.io_threads = 1;
  std::vector<Client> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(connect());
    slow.back().send(i % 2 ? "GET / HT"
                           : "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 50\r\n\r\nabc");
  }
  Client quick = connect();
  const auto begun = Clock::now();
  for (int i = 0; i < 100; ++i) BOOST_TEST(quick.ask(post("/", "x")).body == "x");
  BOOST_TEST((Clock::now() - begun < 2s));
  slow[1].send("TP/1.1\r\nHost: t\r\n\r\n");
  BOOST_TEST(slow[1].receive().status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm::http::test
