#include "support/openiam_connector.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "connectors/http_client.h"
#include "http/certificate.h"

namespace idm::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

pid_t spawn(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  fflush(nullptr);  // or the child would print what we have not printed yet
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

OpeniamConnector::OpeniamConnector(bool tls) {
  if (tls) {
    const http::CertificateFiles files = http::development_certificate(folder_.path());
    certificate_ = files.certificate;
    key_ = files.key;
  }
  start();
}

OpeniamConnector::~OpeniamConnector() { stop(); }

void OpeniamConnector::start() {
  std::vector<std::string> command{"python3", IDM_SOURCE_DIR "/tests/support/openiam_connector.py",
                                   folder_.path()};
  if (!certificate_.empty()) command.insert(command.end(), {certificate_, key_});
  const std::string ready = folder_.path() + "/ready";
  std::filesystem::remove(ready);
  process_ = spawn(command);
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (!std::filesystem::exists(ready)) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("openiam_connector.py did not start");
    std::this_thread::sleep_for(10ms);
  }
  std::ifstream(folder_.path() + "/port") >> port_;
}

void OpeniamConnector::stop() {
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void OpeniamConnector::hang() const {
  kill(process_, SIGSTOP);
  waitpid(process_, nullptr, WUNTRACED);  // until it has stopped
}

void OpeniamConnector::go_on() const { kill(process_, SIGCONT); }

OpeniamConnector& OpeniamConnector::fresh() {
  static OpeniamConnector shared;
  shared.ask("POST", "/reset", "");
  return shared;
}

std::string OpeniamConnector::address(const std::string& protocol) const {
  return (certificate_.empty() ? "127.0.0.1:" : "localhost:") + port_ + "/" + protocol;
}

json OpeniamConnector::state() const { return ask("GET", "/state", ""); }

void OpeniamConnector::misbehave(const json& how) const { ask("POST", "/control", how.dump()); }

json OpeniamConnector::ask(const char* method, const char* path, const std::string& body) const {
  connectors::HttpClient client({});
  connectors::HttpRequest request;
  request.method = method;
  request.url = "http://127.0.0.1:" + port_ + path;
  request.body = body;
  const auto reply = client.send(request, connectors::Clock::now() + 10s);
  if (reply.status != 200) throw std::runtime_error("openiam_connector.py: " + reply.body);
  return json::parse(reply.body);
}

}  // namespace idm::test
