#pragma once

#include "http/io_loop.h"

#include <chrono>
#include <functional>
#include <string>

namespace idm::http {

/// IPv4 as such, even when it came through an IPv6 socket as ::ffff:10.0.0.1.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

/// One bound address. accept() hands each new socket over; runs on its loop's thread.
class Listener {
 public:
  /// Binds and listens; throws Error(InvalidArgument) that names the address.
  Listener(boost::asio::io_context& context, const Listen& where);

  std::uint16_t port() const { return port_; }
  bool loopback() const { return loopback_; }

  /// The loop that the next connection shall live on, and what to do with it there.
  using Choose = std::function<boost::asio::io_context&()>;
  using Take = std::function<void(Socket)>;
  void accept(Choose choose, Take take);

  /// Takes nothing more.
  void close();

 private:
  void accept_next();
  void pause();

  Acceptor acceptor_;
  Timer pause_;
  std::chrono::milliseconds pause_time_;
  std::uint16_t port_ = 0;
  bool loopback_ = false;
  Choose choose_;
  Take take_;
};

}  // namespace idm::http
