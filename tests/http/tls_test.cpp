#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include "core/error.h"
#include "http/certificate.h"
#include "http_client.h"

namespace idm::http::test {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using namespace std::chrono_literals;

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// An empty folder of this process.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "provisiond-http-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

struct RunningTls : Folder, Running {
  RunningTls() {
    files = development_certificate(path);
    config.certificate_file = files.certificate;
    config.key_file = files.key;
    config.tls = Listen{"127.0.0.1", 0};
  }
  CertificateFiles files;
};

/// A caller that trusts nothing but the given certificate.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, const std::string& trusted, const std::string& name = "localhost",
            int max_version = TLS1_3_VERSION)
      : tls_(ssl::context::tls_client), stream_(io_, tls_) {
    // The stream took the context's settings when it was made.
    SSL_CTX_load_verify_locations(tls_.native_handle(), trusted.c_str(), nullptr);
    SSL_set_max_proto_version(stream_.native_handle(), max_version);
    stream_.set_verify_mode(ssl::verify_peer);
    stream_.set_verify_callback(ssl::host_name_verification(name));
    stream_.next_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_.handshake(ssl::stream_base::client);
  }

  void send(const std::string& text) { asio::write(stream_, asio::buffer(text)); }
  Answer receive() {
    return next_answer(wire_, [this] { read_some(); });
  }
  Answer ask(const std::string& text) {
    send(text);
    return receive();
  }
  /// How the stream ends; eof is a proper farewell, with a TLS close_notify.
  boost::system::error_code end() {
    boost::system::error_code ended;
    char piece[1000];
    while (!ended) stream_.read_some(asio::buffer(piece), ended);
    return ended;
  }
  const char* version() { return SSL_get_version(stream_.native_handle()); }

 private:
  void read_some() {
    char piece[65536];
    wire_.append(piece, stream_.read_some(asio::buffer(piece)));
  }

  asio::io_context io_;
  ssl::context tls_;
  ssl::stream<asio::ip::tcp::socket> stream_;
  std::string wire_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(http_tls)

BOOST_FIXTURE_TEST_CASE(the_development_certificate_is_made_once_and_its_key_is_private, Folder) {
  const std::string inner = path + "/made/on/the/way";
  const CertificateFiles files = development_certificate(inner);
  BOOST_TEST(files.certificate == inner + "/development-certificate.pem");
  BOOST_TEST(files.key == inner + "/development-key.pem");
  struct stat status {};
  BOOST_REQUIRE(::stat(files.key.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0600u);
  const std::string certificate = text_of(files.certificate), key = text_of(files.key);
  development_certificate(inner);
  BOOST_TEST(text_of(files.certificate) == certificate);
  BOOST_TEST(text_of(files.key) == key);
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(inner)) ++entries;
  BOOST_TEST(entries == 2u);

  std::filesystem::remove(files.certificate);  // half of a pair is no pair
  development_certificate(inner);
  BOOST_TEST(text_of(files.key) != key);
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_cannot_be_used_is_named, Folder) {
  std::ofstream(path + "/file") << "no folder";
  BOOST_CHECK_EXCEPTION(development_certificate(path + "/file"), Error, [&](const Error& error) {
    return error.code() == ErrorCode::InvalidArgument &&
           std::string(error.what()).find(path + "/file") != std::string::npos;
  });
}

BOOST_FIXTURE_TEST_CASE(a_caller_that_trusts_the_certificate_is_served, RunningTls) {
  start();
  for (const char* name : {"localhost", "127.0.0.1", "::1"}) {
    TlsClient client(server->tls_port(), files.certificate, name);
    BOOST_TEST(client.version() == std::string("TLSv1.3"));
    BOOST_TEST(client.ask(post("/", "hello")).body == "hello");
    const std::string large(3u << 20, 'x');
    BOOST_TEST((client.ask(post("/", large)).body == large));
    BOOST_TEST(last().tls);
    BOOST_TEST(last().loopback_listener);
  }
  BOOST_CHECK_THROW(TlsClient(server->tls_port(), files.certificate, "example.org"),
                    std::exception);
  BOOST_TEST(Client(server->plain_port()).ask(post("/", "plain")).body == "plain");
  BOOST_TEST(!last().tls);
}

BOOST_FIXTURE_TEST_CASE(tls_1_2_is_served_and_nothing_older, RunningTls) {
  start();
  TlsClient client(server->tls_port(), files.certificate, "localhost", TLS1_2_VERSION);
  BOOST_TEST(client.version() == std::string("TLSv1.2"));
  BOOST_TEST(client.ask(post("/", "hello")).body == "hello");
  BOOST_CHECK_THROW(TlsClient(server->tls_port(), files.certificate, "localhost", TLS1_1_VERSION),
                    std::exception);
}

BOOST_FIXTURE_TEST_CASE(a_tls_stream_ends_with_a_farewell, RunningTls) {
  config.idle_timeout = 1s;
  start();
  TlsClient closing(server->tls_port(), files.certificate);
  closing.ask(get("/", "Connection: close\r\n"));
  BOOST_TEST(closing.end() == asio::error::eof);
  TlsClient idle(server->tls_port(), files.certificate);
  idle.ask(get("/"));
  BOOST_TEST(idle.end() == asio::error::eof);
}

BOOST_FIXTURE_TEST_CASE(a_refusal_reaches_a_tls_caller_that_keeps_sending, RunningTls) {
  start();
  TlsClient client(server->tls_port(), files.certificate);
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 8000000\r\n\r\n");
  client.send(std::string(8000000, 'x'));
  BOOST_TEST(client.receive().status == 413);
}

BOOST_FIXTURE_TEST_CASE(a_tls_request_that_stalls_is_408, RunningTls) {
  config.header_timeout = config.body_timeout = 1s;
  start();
  TlsClient head(server->tls_port(), files.certificate),
      body(server->tls_port(), files.certificate);
  head.send("GET / HT");
  body.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nab");
  BOOST_TEST(head.receive().status == 408);
  BOOST_TEST(body.receive().status == 408);
}

BOOST_FIXTURE_TEST_CASE(a_handshake_that_does_not_come_ends_the_connection, RunningTls) {
  config.tls_timeout = 1s;
  start();
  Client silent(server->tls_port());
  BOOST_TEST(silent.silent_for(500ms));
  BOOST_TEST(silent.closed_within(5s));
  Client plain_text(server->tls_port());
  plain_text.send(get("/"));
  plain_text.drain();  // an alert at most, then the end
  BOOST_TEST(count() == 0u);
}

BOOST_FIXTURE_TEST_CASE(callers_over_tls_are_served_at_once_and_stop_ends_them, RunningTls) {
  start();
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 16; ++caller)
    callers.emplace_back([&] {
      TlsClient client(server->tls_port(), files.certificate);
      for (int i = 0; i < 20; ++i) good += client.ask(post("/", "x")).body == "x";
    });
  for (auto& caller : callers) caller.join();
  BOOST_TEST(good == 16 * 20);

  TlsClient idle(server->tls_port(), files.certificate);
  idle.ask(get("/"));
  const auto begun = std::chrono::steady_clock::now();
  server->stop(5s);
  BOOST_TEST((std::chrono::steady_clock::now() - begun < 2s));
  BOOST_TEST(idle.end() == asio::error::eof);
}

BOOST_FIXTURE_TEST_CASE(a_certificate_that_cannot_be_used_is_named, RunningTls) {
  const auto names = [](const std::string& file) {
    return [file](const Error& error) {
      return error.code() == ErrorCode::InvalidArgument &&
             std::string(error.what()).find(file) != std::string::npos;
    };
  };
  config.certificate_file = path + "/missing.pem";
  BOOST_CHECK_EXCEPTION(start(), Error, names("missing.pem"));
  config.certificate_file = files.certificate;
  config.key_file = development_certificate(path + "/other").key;
  BOOST_CHECK_EXCEPTION(start(), Error, names("other/development-key.pem"));
  config.key_file = "";
  BOOST_CHECK_EXCEPTION(start(), Error, names("TLS"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm::http::test
