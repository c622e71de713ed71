#include <boost/test/unit_test.hpp>

#include <random>

#include "http_client.h"

namespace idm::http::test {

BOOST_AUTO_TEST_SUITE(http_requests)

BOOST_FIXTURE_TEST_CASE(a_request_arrives_whole_and_its_answer_is_framed, Running) {
  Client client = connect();
  const Answer answer = client.ask(
      post("/a/b%20c?x=1&y=?", "hello", "Content-Type: text/xml\r\nX-Two: 1\r\nx-two: 2\r\n"));

  const Request seen = last();
  BOOST_TEST(seen.method == "POST");
  BOOST_TEST(seen.path == "/a/b%20c");
  BOOST_TEST(seen.query == "x=1&y=?");
  BOOST_TEST(seen.host == "test");
  BOOST_TEST(seen.content_type == "text/xml");
  BOOST_TEST(seen.body == "hello");
  BOOST_TEST(seen.peer == "127.0.0.1");
  BOOST_TEST(!seen.tls);
  BOOST_TEST(seen.loopback_listener);
  BOOST_TEST(seen.header("x-two") == "1");
  BOOST_TEST(seen.headers.size() == 5u);
  BOOST_TEST(seen.id.size() == 33u);

  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body == "hello");
  BOOST_TEST(answer.headers.at("x-request-id") == seen.id);
  BOOST_TEST(answer.headers.at("server") == "provisiond");
  BOOST_TEST(answer.headers.at("content-type") == "text/plain");
  BOOST_TEST(answer.headers.at("content-length") == "5");
  BOOST_TEST(answer.headers.at("cache-control") == "no-store");
  BOOST_TEST(!answer.headers.contains("connection"));
}

BOOST_FIXTURE_TEST_CASE(a_listener_on_all_addresses_is_not_a_loopback_listener, Running) {
  config.plain = Listen{"0.0.0.0", 0};
  connect().ask(get("/"));
  BOOST_TEST(!last().loopback_listener);
}

BOOST_FIXTURE_TEST_CASE(an_ipv4_caller_of_an_ipv6_listener_keeps_its_address, Running) {
  config.plain = Listen{"::", 0};
  connect().ask(get("/"));
  BOOST_TEST(last().peer == "127.0.0.1");
}

BOOST_FIXTURE_TEST_CASE(a_connection_serves_one_request_after_another, Running) {
  Client client = connect();
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(client.ask(post("/", std::to_string(i))).body == std::to_string(i));
}

BOOST_FIXTURE_TEST_CASE(requests_sent_ahead_are_answered_in_order, Running) {
  Client client = connect();
  std::string all;
  for (int i = 0; i < 200; ++i) all += post("/", "number " + std::to_string(i));
  client.send(all);
  for (int i = 0; i < 200; ++i) BOOST_TEST(client.receive().body == "number " + std::to_string(i));
}

BOOST_FIXTURE_TEST_CASE(a_request_may_come_byte_by_byte, Running) {
  Client client = connect();
  for (const char c : "\r\n\r\n" + post("/slow", "body")) client.send(std::string(1, c));
  BOOST_TEST(client.receive().body == "body");
  BOOST_TEST(last().path == "/slow");
}

BOOST_FIXTURE_TEST_CASE(chunks_are_joined_and_trailers_ignored, Running) {
  const std::string request =
      "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5;name=\"va;lue\"\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nX-Late: 1\r\n\r\n";
  Client client = connect();
  BOOST_TEST(client.ask(request).body == "hello 0123456789");
  BOOST_TEST(last().header("x-late") == "");
  for (const char c : request) client.send(std::string(1, c));
  BOOST_TEST(client.receive().body == "hello 0123456789");
}

BOOST_FIXTURE_TEST_CASE(a_gzip_body_is_inflated, Running) {
  const std::string plain(100000, 'x');
  Client client = connect();
  BOOST_TEST(client.ask(post("/", gzip(plain), "Content-Encoding: gzip\r\n")).body == plain);
  BOOST_TEST(
      client.ask(post("/", gzip("one ") + gzip("two"), "Content-Encoding: X-GZIP\r\n")).body ==
      "one two");
  BOOST_TEST(client.ask(post("/", "as it is", "Content-Encoding: identity\r\n")).body ==
             "as it is");
}

BOOST_FIXTURE_TEST_CASE(a_broken_gzip_body_is_400_and_the_connection_goes_on, Running) {
  Client client = connect();
  std::string packed = gzip(std::string(1000, 'x'));
  for (const std::string& broken :
       {std::string("not gzip"), packed.substr(0, packed.size() - 3), packed + "trailing"})
    BOOST_TEST(client.ask(post("/", broken, "Content-Encoding: gzip\r\n")).status == 400);
  packed[packed.size() - 6] ^= 1;  // the checksum
  BOOST_TEST(client.ask(post("/", packed, "Content-Encoding: gzip\r\n")).status == 400);
  BOOST_TEST(client.ask(post("/", "fine")).body == "fine");
  BOOST_TEST(count() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_gzip_bomb_is_413_and_the_connection_goes_on, Running) {
  config.max_body_bytes = 1u << 20;
  Client client = connect();
  const std::string just_fits(1u << 20, 'x');
  BOOST_TEST(client.ask(post("/", gzip(just_fits), "Content-Encoding: gzip\r\n")).body.size() ==
             just_fits.size());
  BOOST_TEST(client.ask(post("/", gzip(just_fits + "x"), "Content-Encoding: gzip\r\n")).status ==
             413);
  BOOST_TEST(
      client.ask(post("/", gzip(std::string(200u << 20, '\0')), "Content-Encoding: gzip\r\n"))
          .status == 413);
  BOOST_TEST(client.ask(post("/", "fine")).body == "fine");
}

BOOST_FIXTURE_TEST_CASE(another_content_encoding_is_415_and_the_connection_goes_on, Running) {
  Client client = connect();
  for (const char* coding : {"br", "deflate", "gzip, gzip"}) {
    const Answer answer =
        client.ask(post("/", "body", std::string("Content-Encoding: ") + coding + "\r\n"));
    BOOST_TEST(answer.status == 415);
    BOOST_TEST(answer.headers.at("accept-encoding") == "gzip");
  }
  BOOST_TEST(client.ask(post("/", "fine")).body == "fine");
}

BOOST_FIXTURE_TEST_CASE(a_caller_that_asks_first_is_invited, Running) {
  Client client = connect();
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-Continue\r\n\r\n");
  BOOST_TEST(client.receive().status == 100);
  BOOST_TEST(client.silent_for(std::chrono::milliseconds(50)));
  BOOST_TEST(client.ask("body").body == "body");
  BOOST_TEST(client.ask(get("/")).status == 200);
}

BOOST_FIXTURE_TEST_CASE(a_caller_that_asks_first_for_too_much_is_refused_at_once, Running) {
  Client client = connect();
  client.send(
      "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 999999999\r\nExpect: 100-continue\r\n\r\n");
  const Answer answer = client.receive();
  BOOST_TEST(answer.status == 413);
  BOOST_TEST(answer.headers.at("connection") == "close");
  BOOST_TEST(client.closed_within(std::chrono::seconds(2)));
}

BOOST_FIXTURE_TEST_CASE(the_answer_413_survives_a_caller_that_keeps_sending, Running) {
  Client client = connect();
  client.send("POST /big HTTP/1.1\r\nHost: t\r\nContent-Length: 12000000\r\n\r\n");
  client.send(std::string(12000000, 'x'));
  const Answer answer = client.receive();
  BOOST_TEST(answer.status == 413);
  BOOST_TEST(answer.headers.at("content-type") == "text/refusal");
  BOOST_TEST(last_refused().path == "/big");
  BOOST_TEST(last_refused().id == answer.headers.at("x-request-id"));
  BOOST_TEST(count() == 0u);
}

BOOST_FIXTURE_TEST_CASE(too_many_chunks_are_413, Running) {
  config.max_body_bytes = 1000;
  Client client = connect();
  client.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "64\r\n" + std::string(100, 'x') + "\r\n";
  for (int i = 0; i < 11; ++i) client.send(chunk);
  BOOST_TEST(client.receive().status == 413);
  BOOST_TEST(connect()
                 .ask("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: "
                      "chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n")
                 .status == 413);
}

BOOST_FIXTURE_TEST_CASE(a_long_head_is_431, Running) {
  Client client = connect();
  const Answer answer = client.ask(get("/somewhere", "X: " + std::string(20000, 'x') + "\r\n"));
  BOOST_TEST(answer.status == 431);
  BOOST_TEST(last_refused().path == "/somewhere");
  Client drop_by_drop = connect();
  drop_by_drop.send("GET / HTTP/1.1\r\nHost: t\r\n");
  for (int i = 0; i < 2000 && drop_by_drop.silent_for(std::chrono::milliseconds(0)); ++i)
    drop_by_drop.send("X-Header: 1234567890\r\n");
  BOOST_TEST(drop_by_drop.receive().status == 431);
}

BOOST_FIXTURE_TEST_CASE(a_long_target_is_414, Running) {
  Client client = connect();
  BOOST_TEST(client.ask(get("/" + std::string(9000, 'x'))).status == 414);
  BOOST_TEST(client.ask(get("/fits")).status == 200);
  BOOST_TEST(client.ask(get("/" + std::string(90000, 'x'))).status == 414);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_http_is_400_at_once, Running) {
  for (const char* request :
       {"\x16\x03\x01\x02", "GET / HTTP/1.1\nHost: t\n\n", "GET  / HTTP/1.1\r\n\r\n",
        "GET /\r\n\r\n", "GET / FTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost : t\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET /\x01 HTTP/1.1\r\nHost: t\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: t\r\nTransfer-Encoding:\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n"}) {
    BOOST_TEST_CONTEXT(request) {
      Client client = connect();
      const Answer answer = client.ask(request);
      BOOST_TEST(answer.status == 400);
      BOOST_TEST(answer.headers.at("connection") == "close");
      BOOST_TEST(client.closed_within(std::chrono::seconds(2)));
    }
  }
  BOOST_TEST(count() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_request_that_breaks_off_is_400, Running) {
  Client client = connect();
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nabc");
  client.half_close();
  BOOST_TEST(client.receive().status == 400);
}

BOOST_FIXTURE_TEST_CASE(errors_that_leave_the_stream_in_step_leave_it_usable, Running) {
  Client client = connect();
  BOOST_TEST(client.ask("GET / HTTP/1.1\r\n\r\n").status == 400);
  BOOST_TEST(client.ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").status == 400);
  BOOST_TEST(client.ask("GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n").status == 400);
  BOOST_TEST(client.ask("BREW / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntea").status ==
             501);
  BOOST_TEST(client.ask(post("/", "fine")).body == "fine");
  BOOST_TEST(count() == 1u);
}

BOOST_FIXTURE_TEST_CASE(another_version_is_505_and_another_transfer_coding_501, Running) {
  BOOST_TEST(connect().ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status == 505);
  BOOST_TEST(connect().ask("GET / HTTP/1.9\r\n\r\n").status == 505);
  for (const char* coding : {"gzip, chunked", "chunked,chunked"})
    BOOST_TEST(connect()
                   .ask("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: " + std::string(coding) +
                        "\r\n\r\n")
                   .status == 501);
}

// RFC 9112 section 6.3: if Transfer-Encoding "is present in a request and the chunked transfer
// coding is not the final encoding, [...] the server MUST respond with the 400 (Bad Request) status
// code and then close the connection". What follows the head must not pass for a request.
BOOST_FIXTURE_TEST_CASE(a_transfer_coding_that_does_not_end_in_chunked_is_400, Running) {
  for (const char* codings :
       {"Transfer-Encoding:\r\n", "Transfer-Encoding: \r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nTransfer-Encoding:\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n", "Transfer-Encoding: chunked,\r\n",
        "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: gzip\r\n"}) {
    BOOST_TEST_CONTEXT(codings) {
      Client client = connect();
      const Answer answer = client.ask("POST / HTTP/1.1\r\nHost: t\r\n" + std::string(codings) +
                                       "\r\n" + get("/smuggled"));
      BOOST_TEST(answer.status == 400);
      BOOST_TEST(answer.headers.at("connection") == "close");
      BOOST_TEST(client.closed_within(std::chrono::seconds(2)));
    }
  }
  BOOST_TEST(count() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_proxys_absolute_target_is_understood, Running) {
  BOOST_TEST(connect().ask(get("http://other:81/path?q")).status == 200);
  BOOST_TEST(last().path == "/path");
  BOOST_TEST(last().query == "q");
  BOOST_TEST(last().host == "other:81");
}

BOOST_FIXTURE_TEST_CASE(head_gets_lengths_without_a_body, Running) {
  handle = [](Request, Responder respond) { respond({200, "text/plain", "twelve bytes", {}}); };
  Client client = connect();
  client.send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\n");
  const Answer answer = client.receive(true);
  BOOST_TEST(answer.headers.at("content-length") == "12");
  BOOST_TEST(client.ask(get("/")).body == "twelve bytes");
}

BOOST_FIXTURE_TEST_CASE(the_connection_closes_for_http_1_0_and_for_connection_close, Running) {
  for (const char* request :
       {"GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"}) {
    Client client = connect();
    const Answer answer = client.ask(request);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.headers.at("connection") == "close");
    BOOST_TEST(client.closed_within(std::chrono::seconds(2)));
  }
}

BOOST_FIXTURE_TEST_CASE(random_damage_never_stops_the_server, Running) {
  const std::string samples[] = {post("/a?b", "body", "Content-Type: text/xml\r\n"),
                                 "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: "
                                 "chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: 1\r\n\r\n",
                                 post("/", gzip("some text"), "Content-Encoding: gzip\r\n")};
  std::mt19937 random(2);
  start();
  for (int round = 0; round < 600; ++round) {
    std::string damaged = samples[round % 3];
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      const std::size_t at = random() % damaged.size();
      static constexpr char likely[] = "\r\n :;0\0\xff";
      if (random() % 2) {
        damaged[at] = likely[random() % (sizeof likely - 1)];
      } else {
        damaged.erase(at, 1 + random() % 3);
      }
    }
    Client client(server->plain_port());
    const std::size_t cut = random() % damaged.size();
    client.send(damaged.substr(0, cut));
    client.send(damaged.substr(cut));
    client.half_close();
    client.drain();
  }
  BOOST_TEST(connect().ask(post("/", "alive")).body == "alive");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm::http::test
