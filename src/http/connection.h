#pragma once

#include "http/io_loop.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "http/request_parser.h"
#include "http/response_text.h"

namespace idm::http {

/// One caller's connection, plain or TLS: reads a request, waits for its answer, writes it, begins
/// again. Everything here runs on its loop's thread; only the Responder that it gives away goes
/// anywhere.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// `service` has admitted it.
  Connection(Socket socket, IoLoop& loop, std::weak_ptr<IoLoop> loop_for_answers,
             std::shared_ptr<Service> service, bool tls, bool loopback_listener);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();

  /// Closes when idle, else after the answer to the request that is being read or worked on.
  void finish();

  /// Closes now.
  void close();

 private:
  using error_code = boost::system::error_code;
  enum class Phase { Handshake, Idle, Head, Body, Working, Writing, Closing, Closed };
  enum class Then { NextRequest, Close };
  struct PendingAnswer;

  void await_request();
  void read_some(std::size_t most);
  void on_read(error_code failed, std::size_t size);
  void on_silence();
  void read_head();
  void head_complete();
  void invite_body();
  void read_body();
  void request_complete();
  void hand_over();

  void respond(const Response& response);
  void refuse(const Objection& objection, Then then);
  void write(const Response& response, Then then);
  void on_written(error_code failed, Then then);

  void end_politely(bool unread_input);
  void after_tls_shutdown(bool unread_input);
  void discard_input(std::size_t so_far);

  void expect_within(std::chrono::milliseconds time);
  void expect_nothing() { due_ = never; }
  void arm();
  void on_deadline();

  std::string_view unread() const;
  template <class Handler>
  void async_read(boost::asio::mutable_buffer into, Handler handler);
  template <class Handler>
  void async_write(boost::asio::const_buffer from, Handler handler);

  using Clock = std::chrono::steady_clock;
  static constexpr Clock::time_point never = Clock::time_point::max();

  IoLoop& loop_;
  const std::weak_ptr<IoLoop> loop_for_answers_;
  const std::shared_ptr<Service> service_;
  const HttpConfig& config_;
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
  const bool loopback_listener_;
  std::string peer_;

  Phase phase_ = Phase::Handshake;
  bool last_ = false;       // finish() was called
  bool timed_out_ = false;  // the read in progress was cancelled for its deadline
  Timer timer_;
  Clock::time_point due_ = never;    // when the present phase must be over
  Clock::time_point armed_ = never;  // when the timer rings; never later than due_

  boost::beast::flat_buffer in_;
  std::size_t scanned_ = 0;  // of in_, in search of the head's end
  std::optional<RequestParser> parser_;
  std::optional<Objection> objection_;  // told once the body is read
  AnswerFrame frame_;
  std::string out_;
};

}  // namespace idm::http
