#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "http/server.h"

namespace idm::http::test {

/// An answer as it came off the wire; header names in lower case.
struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;
  std::string body;
};

/// Cuts one answer off the front of `wire`, calling `more` (which appends to it) while there is too
/// little.
template <class More>
Answer next_answer(std::string& wire, More more, bool bodiless = false) {
  std::size_t end;
  while ((end = wire.find("\r\n\r\n")) == std::string::npos) more();
  Answer answer;
  answer.status = std::stoi(wire.substr(9, 3));
  std::size_t at = wire.find("\r\n") + 2;
  while (at < end + 2) {
    const std::size_t line_end = wire.find("\r\n", at), colon = wire.find(": ", at);
    std::string name = wire.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    answer.headers[name] = wire.substr(colon + 2, line_end - colon - 2);
    at = line_end + 2;
  }
  wire.erase(0, end + 4);
  const std::size_t size = bodiless || !answer.headers.contains("content-length")
                               ? 0
                               : std::stoul(answer.headers["content-length"]);
  while (wire.size() < size) more();
  answer.body = wire.substr(0, size);
  wire.erase(0, size);
  return answer;
}

/// A caller with a bare socket, so that it can misbehave in every way.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer)
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd_ < 0 || ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("cannot connect");
  }
  Client(Client&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), wire_(std::move(other.wire_)) {}
  ~Client() { hang_up(); }

  void hang_up() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  void half_close() { ::shutdown(fd_, SHUT_WR); }

  /// False when the server does not take it all.
  bool send(const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t n = ::send(fd_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
      if (n < 0) return false;
      done += static_cast<std::size_t>(n);
    }
    return true;
  }

  Answer receive(bool bodiless = false) {
    return next_answer(
        wire_,
        [this] {
          if (!read_more(std::chrono::seconds(20)))
            throw std::runtime_error("closed without a whole answer: " + wire_);
        },
        bodiless);
  }

  Answer ask(const std::string& text) {
    send(text);
    return receive();
  }

  /// Whether the server closes, without saying anything more, within the time.
  bool closed_within(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < until) {
      pollfd one{fd_, POLLIN, 0};
      if (::poll(&one, 1, 20) > 0) return !read_more(std::chrono::milliseconds(0)) && wire_.empty();
    }
    return false;
  }

  /// Everything until the end of the stream.
  std::size_t drain() {
    while (read_more(std::chrono::seconds(20))) {
    }
    return wire_.size();
  }

  bool silent_for(std::chrono::milliseconds time) {
    pollfd one{fd_, POLLIN, 0};
    return wire_.empty() && ::poll(&one, 1, static_cast<int>(time.count())) == 0;
  }

 private:
  /// False at the end of the stream, however it came.
  bool read_more(std::chrono::milliseconds time) {
    pollfd one{fd_, POLLIN, 0};
    if (::poll(&one, 1, static_cast<int>(time.count())) <= 0)
      throw std::runtime_error("no answer in time");
    char piece[65536];
    const ssize_t n = ::recv(fd_, piece, sizeof piece, 0);
    if (n <= 0) return false;
    wire_.append(piece, static_cast<std::size_t>(n));
    return true;
  }

  int fd_;
  std::string wire_;
};

inline std::string get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n";
}

inline std::string post(const std::string& target, const std::string& body,
                        const std::string& headers = "") {
  return "POST " + target +
         " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

inline std::string gzip(const std::string& plain) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, plain.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// A server on a free port. Unless a test says otherwise it answers with the body it got, and
/// remembers requests.
struct Running {
  HttpConfig config;
  Handle handle = [this](Request request, Responder respond) {
    std::string body = request.body;
    {
      const std::lock_guard lock(mutex);
      requests.push_back(std::move(request));
    }
    respond({200, "text/plain", body, {}});
  };
  std::unique_ptr<Server> server;

  Running() {
    config.plain = Listen{"127.0.0.1", 0};
    config.io_threads = 2;
  }

  void start() {
    server = std::make_unique<Server>(
        config, handle, [this](const Request& readable, int status, const std::string& reason) {
          const std::lock_guard lock(mutex);
          refused.push_back(readable);
          return Response{status, "text/refusal", reason, {}};
        });
    server->start();
  }

  Client connect() {
    if (!server) start();
    return Client(server->plain_port());
  }

  Request last() {
    const std::lock_guard lock(mutex);
    return requests.at(requests.size() - 1);
  }
  Request last_refused() {
    const std::lock_guard lock(mutex);
    return refused.at(refused.size() - 1);
  }
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return requests.size();
  }

  ~Running() {
    if (server) server->stop(std::chrono::milliseconds(0));
  }

  std::mutex mutex;
  std::vector<Request> requests, refused;
};

}  // namespace idm::http::test
