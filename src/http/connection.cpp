#include "http/connection.h"

#include <atomic>
#include <exception>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>

#include "core/ids.h"
#include "core/log.h"
#include "http/inflate.h"
#include "http/listener.h"

namespace idm::http {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

namespace {

constexpr std::size_t head_piece = 4096, body_piece = 65536;
constexpr std::size_t longest_chunk_line = 16384;  // chunk extensions and trailers

}  // namespace

/// The way back from any thread to the connection, shared by all copies of one Responder.
struct Connection::PendingAnswer {
  std::weak_ptr<IoLoop> loop;
  std::weak_ptr<Connection> connection;
  std::atomic<bool> given{false};

  void give(Response response) {
    if (given.exchange(true)) return;
    if (const auto alive = loop.lock())
      asio::post(alive->context, [to = connection, answer = std::move(response)] {
        if (const auto waiting = to.lock()) waiting->respond(answer);
      });
  }

  /// Nobody can answer any more: the caller shall not wait for ever.
  ~PendingAnswer() {
    if (given.exchange(true)) return;
    try {
      if (const auto alive = loop.lock())
        asio::post(alive->context, [to = connection] {
          const auto waiting = to.lock();
          if (waiting && waiting->phase_ == Phase::Working)
            waiting->refuse({500, "the request was not answered", true}, Then::NextRequest);
        });
    } catch (const std::exception& failed) {
      log::error("http_answer_lost", {
                                         {"error", failed.what()}
      });
    }
  }
};

Connection::Connection(Socket socket, IoLoop& loop, std::weak_ptr<IoLoop> loop_for_answers,
                       std::shared_ptr<Service> service, bool tls, bool loopback_listener)
    : loop_(loop),
      loop_for_answers_(std::move(loop_for_answers)),
      service_(std::move(service)),
      config_(service_->config),
      socket_(std::move(socket)),
      loopback_listener_(loopback_listener),
      timer_(loop.context) {
  error_code ignored;
  socket_.set_option(Tcp::no_delay(true), ignored);
  peer_ = unmapped(socket_.remote_endpoint(ignored).address()).to_string();
  if (tls) tls_.emplace(socket_, *service_->tls);
}

Connection::~Connection() {
  if (phase_ != Phase::Closed) service_->leave();
}

void Connection::start() {
  loop_.connections.insert(shared_from_this());
  if (!tls_) return await_request();
  expect_within(config_.tls_timeout);
  tls_->async_handshake(ssl::stream_base::server, [self = shared_from_this()](error_code failed) {
    if (self->phase_ == Phase::Closed) return;
    if (!failed && !self->last_) return self->await_request();
    log::debug("http_tls_handshake_failed",
               {
                   {"peer",  self->peer_     },
                   {"error", failed.message()}
    });
    self->close();
  });
}

void Connection::finish() {
  last_ = true;
  if (phase_ == Phase::Handshake) close();
  if (phase_ == Phase::Idle) on_deadline();
}

void Connection::close() {
  if (phase_ == Phase::Closed) return;
  phase_ = Phase::Closed;
  error_code ignored;
  timer_.cancel(ignored);
  socket_.close(ignored);
  service_->leave();
  loop_.connections.erase(shared_from_this());
}

// --- time

void Connection::expect_within(std::chrono::milliseconds time) {
  due_ = Clock::now() + time;
  // A timer that rings too early looks at due_ again, so a later deadline costs nothing.
  if (due_ < armed_) arm();
}

void Connection::arm() {
  armed_ = due_;
  timer_.expires_at(armed_);
  timer_.async_wait([weak = weak_from_this()](error_code cancelled) {
    const auto self = weak.lock();
    if (cancelled || !self || self->phase_ == Phase::Closed) return;
    self->armed_ = never;
    if (self->due_ <= Clock::now()) return self->on_deadline();
    if (self->due_ != never) self->arm();
  });
}

void Connection::on_deadline() {
  due_ = never;
  if (phase_ == Phase::Idle || phase_ == Phase::Head || phase_ == Phase::Body) {
    // The read must be over before anything else is done with the stream.
    timed_out_ = true;
    error_code ignored;
    socket_.cancel(ignored);
  } else {
    error_code ignored;
    // Whoever does not read shall not have the kernel keep the rest for it either.
    if (phase_ == Phase::Writing) socket_.set_option(Socket::linger(true, 0), ignored);
    log::debug("http_connection_timed_out",
               {
                   {"peer",  peer_                   },
                   {"phase", static_cast<int>(phase_)}
    });
    close();
  }
}

// --- reading

std::string_view Connection::unread() const {
  return {static_cast<const char*>(in_.cdata().data()), in_.size()};
}

template <class Handler>
void Connection::async_read(asio::mutable_buffer into, Handler handler) {
  if (tls_) {
    tls_->async_read_some(into, std::move(handler));
  } else {
    socket_.async_read_some(into, std::move(handler));
  }
}

template <class Handler>
void Connection::async_write(asio::const_buffer from, Handler handler) {
  if (tls_) {
    asio::async_write(*tls_, from, std::move(handler));
  } else {
    asio::async_write(socket_, from, std::move(handler));
  }
}

void Connection::await_request() {
  parser_.emplace(config_);
  objection_.reset();
  scanned_ = 0;
  timed_out_ = false;
  phase_ = Phase::Idle;
  if (last_) return end_politely(false);
  if (in_.size() > 0) return read_head();  // the caller did not wait for our answer
  if (in_.capacity() > 4 * head_piece) in_ = {};
  expect_within(config_.idle_timeout);
  read_some(head_piece);
}

void Connection::read_some(std::size_t most) {
  async_read(in_.prepare(most), [self = shared_from_this()](error_code failed, std::size_t size) {
    self->on_read(failed, size);
  });
}

void Connection::on_read(error_code failed, std::size_t size) {
  if (phase_ == Phase::Closed) return;
  if (failed) {
    if (timed_out_) return on_silence();
    if (failed == asio::error::eof && phase_ != Phase::Idle)
      return refuse({400, "the request ends too early", false}, Then::Close);
    return close();
  }
  timed_out_ = false;  // the data was faster than the clock
  in_.commit(size);
  phase_ == Phase::Body ? read_body() : read_head();
}

void Connection::on_silence() {
  if (phase_ == Phase::Idle) return end_politely(false);
  const auto limit = phase_ == Phase::Head ? config_.header_timeout : config_.body_timeout;
  const char* part = phase_ == Phase::Head ? "head" : "body";
  refuse({408,
          "the request " + std::string(part) + " did not come within " +
              std::to_string(limit.count()) + " s",
          false},
         Then::Close);
}

void Connection::read_head() {
  // Empty lines before a request are to be ignored (RFC 9112 section 2.2).
  while (scanned_ == 0 && unread().starts_with("\r\n")) in_.consume(2);
  const std::string_view head = unread();
  const auto end = head.find("\r\n\r\n", scanned_ > 3 ? scanned_ - 3 : 0);
  const std::size_t size = end == std::string_view::npos ? head.size() : end + 4;
  if (size > config_.max_header_bytes) {
    read_request_line(head, parser_->request());
    return refuse(judge_long_head(head, config_), Then::Close);
  }
  if (end == std::string_view::npos) {
    if (hopeless(head)) return refuse({400, "this is not an HTTP/1.1 request", false}, Then::Close);
    if (phase_ == Phase::Idle) {
      phase_ = Phase::Head;
      expect_within(config_.header_timeout);
    }
    scanned_ = head.size() == 1 && head[0] == '\r' ? 0 : head.size();
    return read_some(head_piece);
  }
  phase_ = Phase::Head;
  error_code failed;
  parser_->put(asio::buffer(head.data(), size), failed);
  if (failed) {
    read_request_line(head, parser_->request());
    return refuse(judge_bad_head(head, failed), Then::Close);
  }
  in_.consume(size);
  head_complete();
}

void Connection::head_complete() {
  const bool body_follows = !parser_->is_done();
  const bool asks_first = parser_->expects_continue() && in_.size() == 0;
  frame_.close = parser_->http_1_0() || !parser_->keep_alive();
  frame_.head = parser_->request().method == "HEAD";
  objection_ = parser_->objection();
  // A caller who asked first may send the body or not, now that the answer is no.
  if (objection_ && (!objection_->in_step || (body_follows && parser_->expects_continue())))
    return refuse(*objection_, Then::Close);
  if (!body_follows) return request_complete();
  parser_->eager(true);
  if (asks_first) return invite_body();
  read_body();
}

void Connection::invite_body() {
  static constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";
  phase_ = Phase::Writing;
  expect_within(config_.write_timeout);
  async_write(asio::buffer(invitation.data(), invitation.size()),
              [self = shared_from_this()](error_code failed, std::size_t) {
                if (self->phase_ == Phase::Closed) return;
                if (failed) return self->close();
                self->phase_ = Phase::Head;
                self->read_body();
              });
}

void Connection::read_body() {
  // Beast 1.74 asserts that a last chunk never lies before it with less than its five bytes.
  const std::size_t least = parser_->chunked() ? 5 : 1;
  while (in_.size() >= least && !parser_->is_done()) {
    error_code failed;
    in_.consume(parser_->put(in_.cdata(), failed));
    if (failed == boost::beast::http::error::need_more) break;
    if (failed == boost::beast::http::error::body_limit)
      return refuse(
          {413, "the body is longer than " + std::to_string(config_.max_body_bytes) + " bytes",
           false},
          Then::Close);
    if (failed)
      return refuse({400, "the chunked body is malformed: " + failed.message(), false},
                    Then::Close);
  }
  if (parser_->is_done()) return request_complete();
  if (in_.size() >= longest_chunk_line)
    return refuse({400, "a chunk's header or the trailer is too long", false}, Then::Close);
  if (phase_ != Phase::Body) {
    phase_ = Phase::Body;
    expect_within(config_.body_timeout);
  }
  read_some(body_piece);
}

void Connection::request_complete() {
  if (objection_) return refuse(*objection_, Then::NextRequest);
  Request& request = parser_->request();
  if (parser_->gzip() && !request.body.empty()) {
    std::string plain;
    switch (inflate_gzip(request.body, config_.max_body_bytes, plain)) {
      case Inflated::Whole:
        request.body = std::move(plain);
        break;
      case Inflated::Broken:
        return refuse({400, "the gzip body is broken", true}, Then::NextRequest);
      case Inflated::TooLarge:
        return refuse(
            {413,
             "the body inflates to more than " + std::to_string(config_.max_body_bytes) + " bytes",
             true},
            Then::NextRequest);
    }
  }
  hand_over();
}

void Connection::hand_over() {
  phase_ = Phase::Working;
  expect_nothing();
  Request& request = parser_->request();
  frame_.request_id = request.id = new_request_id();
  request.peer = peer_;
  request.tls = tls_.has_value();
  request.loopback_listener = loopback_listener_;
  const auto pending = std::make_shared<PendingAnswer>();
  pending->loop = loop_for_answers_;
  pending->connection = weak_from_this();
  try {
    service_->handle(std::move(request),
                     [pending](Response response) { pending->give(std::move(response)); });
  } catch (const std::exception& bug) {
    log::error("http_handle_failed", {
                                         {"id",    frame_.request_id},
                                         {"error", bug.what()       }
    });
  }
}

// --- answering

void Connection::respond(const Response& response) {
  if (phase_ == Phase::Working) write(response, Then::NextRequest);
}

void Connection::refuse(const Objection& objection, Then then) {
  Request& readable = parser_->request();
  if (phase_ != Phase::Working) frame_.request_id = new_request_id();
  readable.id = frame_.request_id;
  readable.peer = peer_;
  readable.tls = tls_.has_value();
  readable.loopback_listener = loopback_listener_;
  log::info("http_refused", {
                                {"id",     readable.id     },
                                {"peer",   peer_           },
                                {"status", objection.status},
                                {"reason", objection.reason}
  });
  Response response;
  try {
    response = service_->refuse(readable, objection.status, objection.reason);
  } catch (const std::exception& bug) {
    log::error("http_refuse_failed", {
                                         {"id",    readable.id},
                                         {"error", bug.what() }
    });
    response = {objection.status, "text/plain; charset=utf-8", objection.reason + "\n", {}};
  }
  if (objection.status == 415) response.headers.emplace_back("Accept-Encoding", "gzip");
  write(response, then);
}

void Connection::write(const Response& response, Then then) {
  if (last_ || wants_close(response)) then = Then::Close;
  if (then == Then::Close) frame_.close = true;
  if (frame_.close) then = Then::Close;
  out_ = response_text(response, frame_);
  phase_ = Phase::Writing;
  expect_within(config_.write_timeout);
  async_write(asio::buffer(out_),
              [self = shared_from_this(), then](error_code failed, std::size_t) {
                self->on_written(failed, then);
              });
}

void Connection::on_written(error_code failed, Then then) {
  if (phase_ == Phase::Closed) return;
  if (failed) return close();
  out_ = {};
  frame_ = {};
  then == Then::NextRequest ? await_request() : end_politely(true);
}

}  // namespace idm::http
