#include "target_system.h"

#include <arpa/inet.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>

namespace idm::test {

using namespace connectors;

Target completed(Target target) {
  const Kind* kind = find_kind(target.kind);
  BOOST_REQUIRE_MESSAGE(kind, "there is no kind " << target.kind);
  complete(*kind, target);
  return target;
}

std::unique_ptr<Connector> connect(const Target& target) { return make_connector(target); }

Call call(std::chrono::milliseconds time) { return {Clock::now() + time, "request-1"}; }

std::vector<std::string> values(const Account& account, const std::string& name) {
  for (const Attribute& attribute : account.attributes)
    if (strcasecmp(attribute.name.c_str(), name.c_str()) == 0) return attribute.values;
  return {};
}

std::function<bool(const Failure&)> fails(Failure::Kind kind, std::vector<std::string> words) {
  return [kind, words = std::move(words)](const Failure& failure) {
    const std::string text = failure.what();
    bool right = failure.kind() == kind;
    for (const std::string& word : words) right = right && text.find(word) != text.npos;
    if (!right)
      BOOST_TEST_MESSAGE("it was kind " << static_cast<int>(failure.kind()) << ": " << text);
    return right;
  };
}

namespace {

int listening(int& port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  BOOST_REQUIRE(bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
  BOOST_REQUIRE(listen(socket, 16) == 0);
  BOOST_REQUIRE(getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port = ntohs(address.sin_port);
  return socket;
}

class SimSystem : public TargetSystem {
 public:
  SimSystem() {
    required = {
        {"lastName", {"Lovelace"}}
    };
    text = "note";
    many = "mail";
  }
  Target target() override {
    static std::atomic<int> number{0};
    Target target;
    target.id = "sim-" + std::to_string(++number);
    target.kind = "sim";
    return completed(target);
  }
};

}  // namespace

int free_port() {
  int port = 0;
  close(listening(port));
  return port;
}

BadServer::BadServer(Manner manner)
    : manner_(manner), socket_(listening(port)), thread_([this] { serve(); }) {}

BadServer::~BadServer() {
  stop_ = true;
  thread_.join();
  close(socket_);
}

void BadServer::serve() {
  std::vector<int> clients;
  while (!stop_) {
    pollfd waiting{socket_, POLLIN, 0};
    if (manner_ != Manner::Silent && poll(&waiting, 1, 50) == 1) {
      const int client = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (manner_ == Manner::Garbage)
        send(client, "\x15\x03 220 ready, more or less\r\n\r\n", 29, MSG_NOSIGNAL);
      // To MySQL clients that is the head of a long message, to LDAP clients of a short one.
      if (manner_ == Manner::Drips) send(client, "\x30\x30\x00\x00", 4, MSG_NOSIGNAL);
      if (manner_ == Manner::HalfCloses) shutdown(client, SHUT_WR);
      if (manner_ == Manner::Closes)
        close(client);
      else
        clients.push_back(client);
    } else if (manner_ == Manner::Silent) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (manner_ == Manner::Drips)
      for (const int client : clients) send(client, "0", 1, MSG_NOSIGNAL);
  }
  for (const int client : clients) close(client);
}

std::unique_ptr<TargetSystem> make_sim_system() { return std::make_unique<SimSystem>(); }

}  // namespace idm::test
