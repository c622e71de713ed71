// The second yardstick: the same listener, answering every request with the same bytes.
//
//   canned_reply BYTES       prints "port=N", serves until its standard input ends
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>

#include "http/server.h"

namespace {

int run(std::size_t bytes) {
  idm::HttpConfig config;
  config.plain = idm::Listen{"127.0.0.1", 0};
  const std::string body(bytes, 'x');
  idm::http::Server server(
      config,
      [&body](const idm::http::Request&, const idm::http::Responder& respond) {
        respond({200, "text/xml; charset=utf-8", body, {}});
      },
      [](const idm::http::Request&, int status, const std::string& reason) {
        return idm::http::Response{status, "text/plain", reason, {}};
      });
  server.start();
  std::printf("port=%d\n", static_cast<int>(server.plain_port()));
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
  server.stop(std::chrono::milliseconds(500));
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    if (count == 2) return run(std::stoull(values[1]));
    std::fputs("usage: canned_reply BYTES\n", stderr);
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "canned_reply: %s\n", error.what());
    return 1;
  }
}
