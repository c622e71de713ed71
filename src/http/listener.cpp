#include "http/listener.h"

#include <algorithm>

#include "core/error.h"
#include "core/log.h"

namespace idm::http {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto first_pause = 50ms, longest_pause = 1000ms;

}  // namespace

asio::ip::address unmapped(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address;
}

Listener::Listener(asio::io_context& context, const Listen& where)
    : acceptor_(context), pause_(context), pause_time_(first_pause) {
  boost::system::error_code failed;
  const auto check = [&](const char* step) {
    if (failed)
      throw Error(ErrorCode::InvalidArgument, std::string("cannot ") + step + " " + where.address +
                                                  ":" + std::to_string(where.port) + ": " +
                                                  failed.message());
  };
  if (where.address.empty()) failed = asio::error::invalid_argument;
  check("listen on");
  Tcp::resolver resolver(context);
  const auto found =
      resolver.resolve(where.address, std::to_string(where.port),
                       Tcp::resolver::passive | Tcp::resolver::numeric_service, failed);
  check("find the address of");
  const Tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), failed);
  check("listen on");
  acceptor_.set_option(Acceptor::reuse_address(true), failed);
  check("listen on");
  acceptor_.bind(endpoint, failed);
  check("listen on");
  acceptor_.listen(Acceptor::max_listen_connections, failed);
  check("listen on");
  port_ = acceptor_.local_endpoint().port();
  loopback_ = unmapped(endpoint.address()).is_loopback();
}

void Listener::accept(Choose choose, Take take) {
  choose_ = std::move(choose);
  take_ = std::move(take);
  accept_next();
}

void Listener::accept_next() {
  acceptor_.async_accept(choose_(), [this](boost::system::error_code failed, Socket socket) {
    if (!acceptor_.is_open()) return;
    if (!failed) {
      pause_time_ = first_pause;
      accept_next();  // first, so that whatever happens to this one, the next is served
      return take_(std::move(socket));
    }
    log::error("http_accept_failed", {
                                         {"port",  port_           },
                                         {"error", failed.message()}
    });
    // A caller who hung up meanwhile is gone from the queue; any other error would come back at
    // once.
    if (failed == asio::error::connection_aborted) return accept_next();
    pause();
  });
}

void Listener::pause() {
  pause_.expires_after(pause_time_);
  pause_time_ = std::min(pause_time_ * 2, longest_pause);
  pause_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled && acceptor_.is_open()) accept_next();
  });
}

void Listener::close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel(ignored);
}

}  // namespace idm::http
