#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <atomic>
#include <future>
#include <thread>

#include "core/error.h"
#include "http_client.h"

namespace idm::http::test {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// Keeps the responders, for the test to call when it likes.
struct Held : Running {
  Held() {
    handle = [this](Request, Responder respond) {
      const std::lock_guard lock(mutex);
      responders.push_back(std::move(respond));
    };
  }

  Responder take() {
    for (int i = 0; i < 1000; ++i) {
      {
        const std::lock_guard lock(mutex);
        if (!responders.empty()) {
          Responder first = std::move(responders.front());
          responders.erase(responders.begin());
          return first;
        }
      }
      std::this_thread::sleep_for(5ms);
    }
    throw std::runtime_error("no request came");
  }

  std::vector<Responder> responders;
};

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

bool refused_within(std::chrono::milliseconds time, std::uint16_t port) {
  try {
    for (const auto until = Clock::now() + time; Clock::now() < until;) Client{port};
    return false;
  } catch (const std::runtime_error&) {
    return true;
  }
}

/// No new file descriptors while it lives.
class NoMoreFiles {
 public:
  NoMoreFiles() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(http_answers)

BOOST_FIXTURE_TEST_CASE(an_answer_may_come_late_and_from_another_thread, Held) {
  Client client = connect();
  client.send(get("/"));
  std::thread([respond = take()] { respond({201, "text/plain", "late", {}}); }).join();
  const Answer answer = client.receive();
  BOOST_TEST(answer.status == 201);
  BOOST_TEST(answer.body == "late");
}

BOOST_FIXTURE_TEST_CASE(a_second_answer_is_ignored, Held) {
  Client client = connect();
  client.send(get("/"));
  const Responder first = take();
  first({200, "", "one", {}});
  first({200, "", "two", {}});
  BOOST_TEST(client.receive().body == "one");
  client.send(get("/"));
  const Responder second = take();
  first({200, "", "three", {}});
  BOOST_TEST(client.silent_for(50ms));
  second({200, "", "four", {}});
  BOOST_TEST(client.receive().body == "four");
}

BOOST_FIXTURE_TEST_CASE(an_answer_to_a_caller_who_left_is_ignored, Held) {
  Client client = connect();
  client.send(get("/"));
  const Responder respond = take();
  client.hang_up();
  respond({200, "", std::string(10u << 20, 'x'), {}});
  Client other = connect();
  other.send(get("/"));
  take()({200, "", "fine", {}});
  BOOST_TEST(other.receive().body == "fine");
}

BOOST_FIXTURE_TEST_CASE(a_caller_who_only_stops_sending_gets_its_answer, Held) {
  Client client = connect();
  client.send(get("/"));
  client.half_close();
  take()({200, "", "fine", {}});
  BOOST_TEST(client.receive().body == "fine");
}

BOOST_FIXTURE_TEST_CASE(an_answer_after_the_server_stopped_is_ignored, Held) {
  Client client = connect();
  client.send(get("/"));
  const Responder respond = take();
  server->stop(0ms);
  respond({200, "", "nobody", {}});
  BOOST_TEST(client.closed_within(1s));

  start();
  Client again = connect();
  again.send(get("/"));
  const Responder outliving = take();
  server.reset();
  outliving({200, "", "nobody", {}});
  BOOST_TEST(again.closed_within(1s));
}

BOOST_FIXTURE_TEST_CASE(a_request_that_is_dropped_or_throws_is_500, Running) {
  handle = [](Request request, Responder) {
    if (request.path == "/throws") throw std::runtime_error("a bug");
  };
  Client client = connect();
  for (const char* path : {"/drops", "/throws"}) {
    const Answer answer = client.ask(get(path));
    BOOST_TEST(answer.status == 500);
    BOOST_TEST(answer.headers.at("content-type") == "text/refusal");
  }
}

BOOST_FIXTURE_TEST_CASE(a_response_sets_headers_but_cannot_break_the_framing, Running) {
  handle = [](Request, Responder respond) {
    respond({
        200,
        "text/plain",
        "body",
        {{"Cache-Control", "max-age=5"},
          {"ETag", "\"1\""},
          {"Content-Length", "999"},
          {"Transfer-Encoding", "chunked"},
          {"X-Request-Id", "mine"},
          {"X-Bad", "a\r\nX-Injected: 1"}}
    });
  };
  Client client = connect();
  const Answer answer = client.ask(get("/"));
  BOOST_TEST(answer.body == "body");
  BOOST_TEST(answer.headers.at("cache-control") == "max-age=5");
  BOOST_TEST(answer.headers.at("etag") == "\"1\"");
  BOOST_TEST(answer.headers.at("x-request-id") != "mine");
  BOOST_TEST(!answer.headers.contains("transfer-encoding"));
  BOOST_TEST(!answer.headers.contains("x-bad"));
  BOOST_TEST(!answer.headers.contains("x-injected"));
  BOOST_TEST(client.ask(get("/")).status == 200);
}

BOOST_FIXTURE_TEST_CASE(a_response_without_content_has_no_length, Running) {
  handle = [](Request, Responder respond) { respond({204, "", "", {}}); };
  Client client = connect();
  BOOST_TEST(!client.ask(get("/")).headers.contains("content-length"));
  BOOST_TEST(client.ask(get("/")).status == 204);
}

BOOST_FIXTURE_TEST_CASE(a_response_may_close_the_connection, Running) {
  handle = [](Request, Responder respond) { respond({200, "", "", {{"Connection", "close"}}}); };
  Client client = connect();
  BOOST_TEST(client.ask(get("/")).headers.at("connection") == "close");
  BOOST_TEST(client.closed_within(1s));
}

BOOST_FIXTURE_TEST_CASE(a_large_answer_arrives_whole, Running) {
  config.max_body_bytes = 32u << 20;
  std::string large(20u << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 997) large[i] = static_cast<char>('a' + i % 26);
  Client client = connect();
  std::thread sender([&] { client.send(post("/", large)); });
  const Answer answer = client.receive();
  sender.join();
  BOOST_TEST((answer.body == large));
}

BOOST_FIXTURE_TEST_CASE(sixty_four_connections_are_served_at_once, Running) {
  start();
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 64; ++caller)
    callers.emplace_back([&, caller] {
      Client client(server->plain_port());
      for (int i = 0; i < 50; ++i) {
        const std::string body =
            std::to_string(caller) + "/" + std::to_string(i) + std::string(caller * 20, 'x');
        good += client.ask(post("/", body)).body == body;
      }
    });
  for (auto& caller : callers) caller.join();
  BOOST_TEST(good == 64 * 50);
}

BOOST_FIXTURE_TEST_CASE(connections_beyond_the_limit_are_closed_at_once, Running) {
  config.max_connections = 3;
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(connect());
    clients.back().ask(get("/"));
  }
  BOOST_TEST(connect().closed_within(1s));
  BOOST_TEST(connect().closed_within(1s));
  BOOST_TEST(clients[0].ask(get("/")).status == 200);
  clients[1].hang_up();
  std::this_thread::sleep_for(100ms);
  BOOST_TEST(connect().ask(get("/")).status == 200);
}

BOOST_FIXTURE_TEST_CASE(without_file_descriptors_the_listener_waits_instead_of_spinning, Running) {
  start();
  int fd = ::socket(AF_INET, SOCK_STREAM, 0);  // made before they run out
  BOOST_REQUIRE(fd >= 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(server->plain_port());
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  {
    const NoMoreFiles none;
    BOOST_REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    const double before = cpu_seconds();
    std::this_thread::sleep_for(600ms);
    BOOST_TEST(cpu_seconds() - before < 0.2);
  }
  const std::string request = get("/");
  BOOST_REQUIRE(::send(fd, request.data(), request.size(), 0) ==
                static_cast<ssize_t>(request.size()));
  pollfd one{fd, POLLIN, 0};
  BOOST_TEST(::poll(&one, 1, 5000) == 1);
  ::close(fd);
}

BOOST_FIXTURE_TEST_CASE(stop_lets_requests_in_progress_answer, Held) {
  Client working = connect(), reading = connect(), idle = connect();
  working.send(get("/"));
  const Responder respond = take();
  reading.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nab");
  std::this_thread::sleep_for(50ms);

  auto stopped = std::async(std::launch::async, [&] { server->stop(10s); });
  BOOST_TEST(idle.closed_within(1s));
  BOOST_TEST(refused_within(1s, server->plain_port()));
  BOOST_TEST((stopped.wait_for(0ms) == std::future_status::timeout));
  respond({200, "", "done", {}});
  const Answer answer = working.receive();
  BOOST_TEST(answer.body == "done");
  BOOST_TEST(answer.headers.at("connection") == "close");
  working.hang_up();
  reading.send("cd");
  take()({200, "", "also", {}});
  BOOST_TEST(reading.receive().body == "also");
  reading.hang_up();
  BOOST_TEST((stopped.wait_for(2s) == std::future_status::ready));
}

BOOST_FIXTURE_TEST_CASE(stop_does_not_wait_longer_than_the_grace, Held) {
  Client client = connect();
  client.send(get("/"));
  const Responder respond = take();
  const auto begun = Clock::now();
  server->stop(200ms);
  BOOST_TEST((Clock::now() - begun >= 200ms && Clock::now() - begun < 2s));
  BOOST_TEST(client.closed_within(1s));
  server->stop(200ms);  // again does no harm
}

BOOST_FIXTURE_TEST_CASE(a_server_stops_cleanly_under_load, Running) {
  for (int round = 0; round < 5; ++round) {
    start();
    std::atomic<bool> over{false};
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i)
      callers.emplace_back([&, port = server->plain_port()] {
        try {
          while (!over) {
            Client client(port);
            for (int request = 0; request < 20; ++request) client.ask(post("/", "x"));
          }
        } catch (const std::exception&) {  // as the server stops
        }
      });
    std::this_thread::sleep_for(100ms);
    server->stop(round % 2 ? 1000ms : 0ms);
    over = true;
    for (auto& caller : callers) caller.join();
    server.reset();
  }
  BOOST_TEST(count() > 0u);
}

BOOST_FIXTURE_TEST_CASE(an_address_that_cannot_be_bound_is_named, Running) {
  start();
  const auto names = [](const std::string& text) {
    return [text](const Error& error) {
      return error.code() == ErrorCode::InvalidArgument &&
             std::string(error.what()).find(text) != std::string::npos;
    };
  };
  HttpConfig taken = config;
  taken.plain->port = server->plain_port();
  const auto make = [](const HttpConfig& with) { Server(with, {}, {}); };
  BOOST_CHECK_EXCEPTION(make(taken), Error,
                        names("127.0.0.1:" + std::to_string(server->plain_port())));
  taken.plain = Listen{"203.0.113.9", 0};
  BOOST_CHECK_EXCEPTION(make(taken), Error, names("203.0.113.9"));
  taken.plain = Listen{"", 80};
  BOOST_CHECK_EXCEPTION(make(taken), Error, names(":80"));
  BOOST_TEST(server->tls_port() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm::http::test
