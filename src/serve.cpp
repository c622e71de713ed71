#include "serve.h"

#include <signal.h>
#include <sodium.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "core/data_folder.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/key_file.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/worker_pool.h"
#include "http/certificate.h"
#include "http/server.h"
#include "identity/devices.h"
#include "identity/password_hash.h"
#include "identity/search_block_builder.h"
#include "identity/tokens.h"
#include "orm/reference.h"
#include "orm/store.h"
#include "provisioning/engine.h"
#include "provisioning/lock_user.h"
#include "provisioning/mail_tasks.h"
#include "provisioning/reconciliations.h"
#include "provisioning/retries.h"
#include "provisioning/start_dates.h"
#include "provisioning/task_control.h"
#include "rest/mid_surface.h"
#include "rest/rest_service.h"
#include "services.h"
#include "soap/soap_service.h"

namespace idm {
namespace {

/// Brings the schema up to date, at start or as soon as the database is there; then, once a
/// minute, releases locks whose time is over and starts users whose day has come, and once an hour
/// forgets requests and tasks that are old. Every ten seconds it looks whether there are new blocks
/// for searches to build.
class Caretaker {
 public:
  explicit Caretaker(Services& services) : services_(services) {}
  ~Caretaker() { stop(); }

  /// Throws what no waiting will mend.
  void start() {
    if (!prepare())
      log::warn("repository_away",
                {
                    {"action", "serving; waiting for the database"},
                    {"reason", why_away_                          }
      });
    thread_ = std::thread([this] { run(); });
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  bool prepared() const { return prepared_; }

 private:
  /// False when the database is away; why_away_ says why.
  bool prepare() {
    try {
      const Config& config = services_.config;
      for (const std::string& name : services_.store.migrate(config.sql_dir))
        log::info("migration_applied", {
                                           {"file", name}
        });
      if (config.sample_data) services_.store.load_sample_people(config.sql_dir);
      prepared_ = true;
      return true;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::StoreUnavailable) throw;
      why_away_ = error.what();
      return false;
    }
  }

  void run() {
    while (!wait(std::chrono::seconds(1)) && !prepared_) try_prepare();
    for (int tick = 1; !wait(std::chrono::seconds(10)); ++tick) {
      do_chore("search_blocks_built", [&] { return build_search_blocks(); });
      if (tick % 6 != 0) continue;
      do_chore("expired_locks_released",
               [&] { return provisioning::release_expired_locks(services_, now()); });
      do_chore("users_started", [&] { return provisioning::start_users(services_, now()); });
      if (tick % 360 != 0) continue;
      do_chore("old_requests_forgotten",
               [&] { return provisioning::retries::forget_old(services_); });
      do_chore("old_tasks_forgotten",
               [&] { return provisioning::forget_finished_tasks(services_); });
      do_chore("ended_activation_codes_forgotten",
               [&] { return devices::forget_expired(services_.store); });
      do_chore("ended_tokens_forgotten", [&] { return tokens::forget_expired(services_.store); });
      do_chore("search_blocks_renewed",
               [&] { return search_blocks::renew_when_stale(services_.store) ? 1 : 0; });
    }
  }

  /// All that there is to do, unless the program ends meanwhile. Returns the number of users.
  std::size_t build_search_blocks() {
    std::size_t users = 0;
    while (!wait(std::chrono::seconds(0))) {
      const std::size_t some = search_blocks::build_some(services_.store);
      if (some == 0) break;
      users += some;
    }
    return users;
  }

  /// Says how much there was to do, and that it failed: then it is tried again the next time.
  template <class Chore>
  void do_chore(const char* done, Chore chore) {
    try {
      if (const std::size_t count = chore())
        log::info(done, {
                            {"count", count}
        });
    } catch (const std::exception& error) {
      // Of two servers on one database the other one was faster.
      const auto* known = dynamic_cast<const Error*>(&error);
      if (known && known->code() == ErrorCode::StaleVersion) return;
      log::warn("chore_failed", {
                                    {"chore",  done        },
                                    {"reason", error.what()}
      });
    }
  }

  void try_prepare() {
    try {
      if (prepare()) log::info("repository_ready");
    } catch (const std::exception& error) {
      log::error("migration_failed", {
                                         {"reason", error.what()}
      });
    }
  }

  /// True when it is time to stop.
  bool wait(std::chrono::seconds time) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [this] { return stopping_; });
  }

  Services& services_;
  std::atomic<bool> prepared_{false};
  std::string why_away_;  ///< of prepare(), and read where it was called
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

http::Response text(int status, const std::string& body) {
  return {status, "text/plain; charset=utf-8", body + "\n", {}};
}

bool is_probe(std::string_view path) { return path == "/healthz" || path == "/readyz"; }

http::Response refuse_to_change_a_probe(const http::Request& request) {
  http::Response refusal =
      text(405, request.method + " is not served at " + request.path + "; GET is");
  refusal.headers.push_back({"Allow", "GET, HEAD"});
  return refusal;
}

/// Who answers which path.
class FrontDesk {
 public:
  FrontDesk(Services& services, const Caretaker& caretaker, soap::SoapService& soap,
            rest::RestService& rest)
      : services_(services),
        caretaker_(caretaker),
        soap_(soap),
        rest_(rest),
        probes_("probes", 1, 32) {}

  void handle(http::Request request, http::Responder respond) {
    if (is_probe(request.path) && request.method != "GET" && request.method != "HEAD")
      return respond(refuse_to_change_a_probe(request));
    if (request.path == "/healthz") return respond(text(200, "ok"));
    if (request.path == "/readyz") return probe(respond);
    const bool soap = soap::SoapService::serves(request.path);
    if (!caretaker_.prepared() && (request.method == "POST" || !soap))
      return respond(refuse(request, soap ? 500 : 503, "the repository is away; try again later"));
    if (soap) return soap_.handle(std::move(request), std::move(respond));
    rest_.handle(std::move(request), std::move(respond));
  }

  /// In the form that goes with the path.
  http::Response refuse(const http::Request& request, int status, const std::string& reason) const {
    return soap::SoapService::serves(request.path) ? soap_.refuse(request, status, reason)
                                                   : rest_.refuse(request, status, reason);
  }

 private:
  void probe(const http::Responder& respond) {
    const bool taken = probes_.try_post([this, respond] {
      std::string why;
      if (!caretaker_.prepared())
        respond(text(503, "the database is away or not migrated yet"));
      else if (services_.store.ready(&why))
        respond(text(200, "ready"));
      else
        respond(text(503, why));
    });
    if (!taken) respond(text(503, "too many probes"));
  }

  Services& services_;
  const Caretaker& caretaker_;
  soap::SoapService& soap_;
  rest::RestService& rest_;
  WorkerPool probes_;
};

std::string url_of(const char* scheme, const Listen& listen, std::uint16_t port) {
  const bool v6 = listen.address.find(':') != std::string::npos;
  return std::string(scheme) + "://" + (v6 ? "[" + listen.address + "]" : listen.address) + ":" +
         std::to_string(port);
}

/// For scripts that let us choose the ports: written once we answer.
void write_ports(const Config& config, const http::Server& server) {
  const std::filesystem::path path = std::filesystem::path(config.data_dir) / "provisiond.ports";
  const std::filesystem::path fresh = path.string() + ".new";
  {
    std::ofstream file(fresh);
    if (config.http.plain) file << "http=" << server.plain_port() << "\n";
    if (config.http.tls) file << "https=" << server.tls_port() << "\n";
  }
  std::filesystem::rename(fresh, path);
}

/// `same_store`: the options that lead a command to this server's store.
void greet(const Config& config, const std::string& same_store, const http::Server& server) {
  std::string any;
  if (config.http.tls) any = url_of("https", *config.http.tls, server.tls_port());
  if (config.http.plain) any = url_of("http", *config.http.plain, server.plain_port());
  std::cout << "provisiond serves\n";
  if (config.http.plain)
    std::cout << "  " << url_of("http", *config.http.plain, server.plain_port()) << "\n";
  if (config.http.tls)
    std::cout << "  " << url_of("https", *config.http.tls, server.tls_port()) << "\n";
  std::cout
      << "SOAP   " << any << "/openiam-idm-esb/idmsrvc/ProvisioningService?wsdl\n"
      << "       " << any << "/openiam-idm-esb/idmsrvc/UserDataService?wsdl\n"
      << "REST   " << any << "/scim/v2, /v3, /digitanium/v4, /api/v1; a token for them:\n"
      << "       " << std::filesystem::read_symlink("/proc/self/exe").string()
      << " token create --roles ORG_ADMIN,SCIM,USER_ADMIN" << same_store << "\n"
      << "health " << any << "/healthz   ready " << any << "/readyz\n"
      << "Try    curl -sS -H 'Content-Type: text/xml' --data '<s:Envelope "
         "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><u:getUserByPrincipal "
         "xmlns:u=\"urn:idm.openiam.org/srvc/user/service\"><principal>sysadmin</principal>"
         "<dependants>true</dependants></u:getUserByPrincipal></s:Body></s:Envelope>' "
      << any << "/UserDataService\n";
  if (config.http.tls && config.http.certificate_file.empty()) {
    const std::string file =
        std::filesystem::absolute(http::development_certificate(config.data_dir).certificate);
    std::cout << "The development certificate is " << file << "\n"
              << "  curl  --cacert " << file << "\n"
              << "  Java  keytool -importcert -noprompt -alias provisiond -file " << file
              << " -keystore provisiond.jks -storepass changeit\n"
              << "        then -Djavax.net.ssl.trustStore=provisiond.jks\n"
              << "  .NET  Linux: cp " << file
              << " /usr/local/share/ca-certificates/provisiond.crt && update-ca-certificates;"
                 " Mono: cert-sync --user "
              << file << "\n"
              << "        Windows: certutil -user -addstore Root development-certificate.pem\n";
  }
  std::cout << std::flush;
}

/// Blocks the signals in every thread that is made from here on; wait() takes them one at a time.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    signal(SIGPIPE, SIG_IGN);
  }
  int wait() const {
    int got = 0;
    sigwait(&set_, &got);
    return got;
  }

 private:
  sigset_t set_;
};

}  // namespace

int serve(const Config& config, const std::string& same_store) {
  using namespace std::chrono_literals;
  memory::keep_no_large_buffers();
  check_exposure(config);
  const StopSignals signals;
  if (sodium_init() < 0) throw Error(ErrorCode::Internal, "libsodium cannot be initialised");
  std::filesystem::create_directories(config.data_dir);
  const DataFolder folder(config.data_dir);
  if (provisioning::mail::is_configured(config)) provisioning::mail::check_templates(config.mail);

  Store store(config.database);
  ReferenceCache reference(store);
  PasswordHasher hasher(config.password);
  Services services{config, store, reference, hasher,
                    secret_key(config.data_dir + "/provisiond.key")};
  provisioning::Engine engine(services);
  services.delivery = &engine;
  provisioning::ReconciliationSchedule reconciliations(services, engine.owner());
  Caretaker caretaker(services);
  http::Workers workers(config.http);
  soap::SoapService soap(services, config, workers);
  rest::RestService rest(services, workers);
  FrontDesk desk(services, caretaker, soap, rest);

  HttpConfig http = config.http;
  if (http.tls && http.certificate_file.empty()) {
    const http::CertificateFiles made = http::development_certificate(config.data_dir);
    http.certificate_file = made.certificate;
    http.key_file = made.key;
  }
  http::Server server(
      http,
      [&](http::Request request, http::Responder respond) {
        desk.handle(std::move(request), std::move(respond));
      },
      [&](const http::Request& request, int status, const std::string& reason) {
        return desk.refuse(request, status, reason);
      });
  caretaker.start();
  rest::warn_of_status_settings(config, caretaker.prepared() ? reference.get().get() : nullptr);
  engine.start();
  reconciliations.start();
  server.start();
  write_ports(config, server);
  greet(config, same_store, server);
  log::info("started", {
                           {"http",  server.plain_port()},
                           {"https", server.tls_port()  }
  });

  memory::let_go_of_start_up();

  const int got = signals.wait();
  log::info("stopping", {
                            {"signal", got}
  });
  const auto begin = std::chrono::steady_clock::now();
  server.stop(std::chrono::milliseconds(4000));
  // A hanging target must not keep us: what is under way there is done again after the next start.
  const auto left = [&] {
    return std::max(std::chrono::milliseconds(0),
                    4000ms - std::chrono::duration_cast<std::chrono::milliseconds>(
                                 std::chrono::steady_clock::now() - begin));
  };
  const bool compared = reconciliations.stop(std::min(left(), 1500ms));
  const bool finished = engine.stop(left()) && compared;
  workers.finish();
  caretaker.stop();
  log::info("stopped");
  if (!finished) std::_Exit(0);
  return 0;
}

}  // namespace idm
