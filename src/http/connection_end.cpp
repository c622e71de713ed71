#include "http/connection.h"

// How a connection ends: so that the caller sees the last answer.
namespace idm::http {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t discarded_piece = 65536;
// A caller who is still sending must get the time to see our answer before the connection is torn
// down, but not our attention for as long as it likes.
constexpr auto linger_time = 3000ms;
constexpr std::size_t linger_bytes = 16u << 20;
constexpr auto tls_farewell_time = 300ms;

}  // namespace

void Connection::end_politely(bool unread_input) {
  phase_ = Phase::Closing;
  if (!tls_) return after_tls_shutdown(unread_input);
  expect_within(unread_input ? linger_time : tls_farewell_time);
  tls_->async_shutdown([self = shared_from_this(), unread_input](error_code) {
    if (self->phase_ != Phase::Closed) self->after_tls_shutdown(unread_input);
  });
}

void Connection::after_tls_shutdown(bool unread_input) {
  if (!unread_input) return close();
  error_code failed;
  socket_.shutdown(Socket::shutdown_send, failed);
  if (failed) return close();
  expect_within(linger_time);
  discard_input(0);
}

void Connection::discard_input(std::size_t so_far) {
  in_.clear();
  // Below TLS: what still comes is not looked at.
  socket_.async_read_some(in_.prepare(discarded_piece),
                          [self = shared_from_this(), so_far](error_code failed, std::size_t size) {
                            if (self->phase_ == Phase::Closed) return;
                            if (failed || so_far + size > linger_bytes) return self->close();
                            self->discard_input(so_far + size);
                          });
}

}  // namespace idm::http
