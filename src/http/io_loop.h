#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_set>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/server.h"

namespace idm::http {

class Connection;

// The concrete executor spares the indirect calls of asio's default, any_io_executor.
using Executor = boost::asio::io_context::executor_type;
using Tcp = boost::asio::ip::tcp;
using Socket = boost::asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// What all connections of a server share. Safe from any thread.
class Service {
 public:
  Service(const HttpConfig& with_config, Handle with_handle, Refuse with_refuse)
      : config(with_config), handle(std::move(with_handle)), refuse(std::move(with_refuse)) {}

  const HttpConfig config;
  const Handle handle;
  const Refuse refuse;
  std::optional<boost::asio::ssl::context> tls;

  /// One more connection, unless there are too many.
  bool admit();
  void leave();
  /// Waits until the last connection left, or until then.
  void wait_until_empty(std::chrono::steady_clock::time_point until);

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t open_ = 0;
};

/// One I/O thread's world. Its connections are touched by its thread only, so they need neither
/// locks nor strands.
struct IoLoop {
  boost::asio::io_context context{1};
  std::unordered_set<std::shared_ptr<Connection>> connections;
  bool finishing = false;  ///< touched on the loop's thread only
};

}  // namespace idm::http
