// The second yardstick: the same front end (listener, worker pool, XML guard, gSOAP both ways),
// with a fixed user instead of rules and a repository.
//
//   canned_reply FILE        FILE: an envelope with a getUserWithDependentResponse, which answers
//   every
//                            getUserWithDependent; prints "port=N", serves until its standard input
//                            ends
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "core/config.h"
#include "core/worker_pool.h"
#include "http/server.h"
#include "identity/password_hash.h"
#include "orm/reference.h"
#include "orm/store.h"
#include "services.h"
#include "soap/user_data_endpoint.h"
#include "soap/xml_guard.h"

namespace {

/// What gSOAP reads and writes, in memory.
struct Text {
  std::string in, out;
  std::size_t read = 0;
};

std::size_t receive(struct soap* soap, char* buffer, std::size_t size) {
  Text& text = *static_cast<Text*>(soap->user);
  const std::size_t count = std::min(size, text.in.size() - text.read);
  std::copy_n(text.in.data() + text.read, count, buffer);
  text.read += count;
  return count;
}

int send(struct soap* soap, const char* bytes, std::size_t size) {
  static_cast<Text*>(soap->user)->out.append(bytes, size);
  return SOAP_OK;
}

struct Context {
  Context() {
    const soap_mode mode = SOAP_C_UTFSTRING | SOAP_ENC_PLAIN | SOAP_IO_BUFFER | SOAP_XML_TREE;
    soap = soap_new2(mode, mode);
    soap->frecv = receive;
    soap->fsend = send;
    soap->user = &text;
  }
  ~Context() {
    soap_destroy(soap);
    soap_end(soap);
    soap_free(soap);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  Text text;
  struct soap* soap;
};

/// What the endpoint holds on to and the operation measured never touches.
struct Unused {
  idm::Config config;
  idm::Store store{config.database};
  idm::ReferenceCache reference{store};
  idm::PasswordHasher hasher{config.password};
  idm::Services services{config, store, reference, hasher};
  idm::TimeZone zone{config.time_zone};
};

/// The endpoint, with one operation whose answer is there already.
class Canned : public idm::soap::UserDataEndpoint {
 public:
  Canned(struct soap* context, Unused& unused, usersvc__UserResponse* answer)
      : UserDataEndpoint(context, unused.services, unused.zone), answer_(answer) {}
  UserDataEndpoint* copy() override { return new Canned(*this); }

  int getUserWithDependent(usersvc__getUserWithDependent*,
                           usersvc__getUserWithDependentResponse& reply) override {
    reply.return_ = answer_;
    return SOAP_OK;
  }

 private:
  usersvc__UserResponse* answer_;
};

/// One a worker: the fixed answer, and the context that serves.
class Worker {
 public:
  Worker(const std::string& example, Unused& unused) : unused_(unused) {
    fixed_.text.in = example;
    usersvc__getUserWithDependentResponse reply;
    reply.soap_default(fixed_.soap);
    if (soap_begin_recv(fixed_.soap) || soap_envelope_begin_in(fixed_.soap) ||
        soap_recv_header(fixed_.soap) || soap_body_begin_in(fixed_.soap) ||
        !reply.soap_get(fixed_.soap, "usersvc:getUserWithDependentResponse", nullptr) ||
        !reply.return_)
      throw std::runtime_error("the example is no getUserWithDependentResponse");
    answer_ = reply.return_;
  }

  std::string answer(std::string envelope) {
    Text& text = serving_.text;
    text = {std::move(envelope), {}, 0};
    soap_begin(serving_.soap);
    if (!soap_begin_serve(serving_.soap)) Canned(serving_.soap, unused_, answer_).dispatch();
    soap_destroy(serving_.soap);
    soap_end(serving_.soap);
    return std::move(text.out);
  }

 private:
  Unused& unused_;
  Context fixed_, serving_;
  usersvc__UserResponse* answer_ = nullptr;
};

int run(const std::string& file) {
  std::ifstream stream(file);
  const std::string example{std::istreambuf_iterator<char>(stream), {}};
  Unused unused;
  const Worker readable(example, unused);

  const idm::Config& config = unused.config;
  idm::HttpConfig http = config.http;
  http.plain = idm::Listen{"127.0.0.1", 0};
  idm::WorkerPool workers("canned", http.read_workers, http.queue_limit);
  const auto answer = [&](const idm::http::Request& request) -> idm::http::Response {
    thread_local std::unique_ptr<Worker> worker;
    if (!worker) worker = std::make_unique<Worker>(example, unused);
    idm::soap::Guarded guarded =
        idm::soap::guard(request.body, "", idm::soap::Service::UserData, config.soap);
    if (!guarded.ok) return {500, "text/plain", guarded.reason, {}};
    return {200, "text/xml; charset=utf-8", worker->answer(std::move(guarded.envelope)), {}};
  };
  idm::http::Server server(
      http,
      [&](idm::http::Request request, idm::http::Responder respond) {
        workers.try_post([&answer, request = std::move(request), respond = std::move(respond)] {
          respond(answer(request));
        });
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
    if (count == 2) return run(values[1]);
    std::fputs("usage: canned_reply FILE\n", stderr);
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "canned_reply: %s\n", error.what());
    return 1;
  }
}
