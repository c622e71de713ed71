#include "http/server.h"

#include <pthread.h>
#include <algorithm>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "core/log.h"
#include "http/connection.h"
#include "http/io_loop.h"
#include "http/listener.h"
#include "http/tls_context.h"

namespace idm::http {

namespace asio = boost::asio;

// --- what connections share
// ------------------------------------------------------------------------------

bool Service::admit() {
  const std::lock_guard lock(mutex_);
  if (open_ >= config.max_connections) return false;
  ++open_;
  return true;
}

void Service::leave() {
  const std::lock_guard lock(mutex_);
  if (--open_ == 0) left_.notify_all();
}

void Service::wait_until_empty(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  left_.wait_until(lock, until, [this] { return open_ == 0; });
}

// --- the server
// ------------------------------------------------------------------------------------------

class Server::Impl {
 public:
  Impl(const HttpConfig& config, Handle handle, Refuse refuse);
  ~Impl() { stop({}); }

  void start();
  void stop(std::chrono::milliseconds grace);

  std::uint16_t port(bool tls) const {
    const auto& listener = tls ? tls_ : plain_;
    return listener ? listener->port() : 0;
  }

 private:
  void listen(Listener& listener, bool tls);
  void take(Socket socket, std::shared_ptr<IoLoop> loop, bool tls, bool loopback);

  std::shared_ptr<Service> service_;
  std::vector<std::shared_ptr<IoLoop>> loops_;  // the listeners live on the first
  std::optional<Listener> plain_, tls_;
  std::size_t next_loop_ = 0;  // touched on the first loop's thread only
  bool full_ = false;          // likewise
  std::vector<std::thread> threads_;
};

Server::Impl::Impl(const HttpConfig& config, Handle handle, Refuse refuse)
    : service_(std::make_shared<Service>(config, std::move(handle), std::move(refuse))) {
  for (std::size_t i = 0; i < std::max<std::size_t>(config.io_threads, 1); ++i)
    loops_.push_back(std::make_shared<IoLoop>());
  if (config.tls) service_->tls.emplace(make_tls_context(config.certificate_file, config.key_file));
  if (config.plain) plain_.emplace(loops_.front()->context, *config.plain);
  if (config.tls) tls_.emplace(loops_.front()->context, *config.tls);
}

void Server::Impl::start() {
  if (plain_) listen(*plain_, false);
  if (tls_) listen(*tls_, true);
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    threads_.emplace_back([loop = loops_[i]] {
      const auto busy = asio::make_work_guard(loop->context);
      for (;;) {
        try {
          loop->context.run();
          return;
        } catch (const std::exception&
                     bug) {  // out of memory, most likely: that connection is lost, not the server
          log::error("http_loop_failed", {
                                             {"error", bug.what()}
          });
        }
      }
    });
    pthread_setname_np(threads_.back().native_handle(), ("http-" + std::to_string(i)).c_str());
  }
}

void Server::Impl::listen(Listener& listener, bool tls) {
  // asio makes the socket on the loop that choose() names; take() is then called for that very
  // socket.
  listener.accept(
      [this]() -> asio::io_context& {
        next_loop_ = (next_loop_ + 1) % loops_.size();
        return loops_[next_loop_]->context;
      },
      [this, tls, loopback = listener.loopback()](Socket socket) {
        const auto* context = &socket.get_executor().context();
        const auto loop = std::find_if(loops_.begin(), loops_.end(), [&](const auto& candidate) {
          return &candidate->context == context;
        });
        take(std::move(socket), *loop, tls, loopback);
      });
}

void Server::Impl::take(Socket socket, std::shared_ptr<IoLoop> loop, bool tls, bool loopback) {
  const bool admitted = service_->admit();
  if (!admitted && !full_)
    log::warn("http_connection_limit_reached", {
                                                   {"limit", service_->config.max_connections}
    });
  full_ = !admitted;
  if (!admitted) return;  // which closes it
  const auto connection =
      std::make_shared<Connection>(std::move(socket), *loop, loop, service_, tls, loopback);
  if (loop == loops_.front()) return connection->start();
  asio::post(loop->context, [connection, &home = *loop] {
    home.finishing ? connection->close() : connection->start();
  });
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
  if (threads_.empty()) return;
  const auto until = std::chrono::steady_clock::now() + grace;
  const auto close_listeners = [this] {
    if (plain_) plain_->close();
    if (tls_) tls_->close();
  };
  const auto each_connection = [](IoLoop& loop, auto act) {
    const auto all = loop.connections;  // acting may remove
    for (const auto& connection : all) act(*connection);
  };
  asio::post(loops_.front()->context, close_listeners);
  for (const auto& loop : loops_)
    asio::post(loop->context, [&home = *loop, each_connection] {
      home.finishing = true;
      each_connection(home, [](Connection& connection) { connection.finish(); });
    });
  service_->wait_until_empty(until);
  for (const auto& loop : loops_)
    asio::post(loop->context, [&home = *loop, each_connection] {
      each_connection(home, [](Connection& connection) { connection.close(); });
      home.context.stop();
    });
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

Server::Server(const HttpConfig& config, Handle handle, Refuse refuse)
    : impl_(std::make_unique<Impl>(config, std::move(handle), std::move(refuse))) {}

Server::~Server() = default;

void Server::start() { impl_->start(); }

void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

std::uint16_t Server::plain_port() const { return impl_->port(false); }

std::uint16_t Server::tls_port() const { return impl_->port(true); }

}  // namespace idm::http
