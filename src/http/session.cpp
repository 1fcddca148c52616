#include "session.hpp"

#include <imgfam/http/encode.hpp>

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <fmt/format.h>

#include <optional>
#include <vector>

namespace imgfam {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Error = beast::error_code;
using Clock = std::chrono::steady_clock;

constexpr std::size_t first_bytes = 2048;           // Room for most requests.
constexpr std::size_t drained_bytes_max = 1 << 20;  // Of a request that was refused.
constexpr std::chrono::seconds drain_time{2};

std::string text(beast::string_view view) { return {view.data(), view.size()}; }

HttpRequest plain(http::request<http::string_body>&& message) {
  HttpRequest request;
  request.method = text(message.method_string());
  request.target = text(message.target());
  for (const auto& field : message)
    request.headers.push_back({text(field.name_string()), text(field.value())});
  request.body = std::move(message.body());
  return request;
}

/// The status for what is no request that can be read; nothing where there is nobody to tell.
std::optional<http::status> status_of(Error wrong) {
  if (wrong == http::error::body_limit) return http::status::payload_too_large;
  if (wrong == http::error::header_limit) return http::status::request_header_fields_too_large;
  if (wrong == http::error::end_of_stream || wrong == http::error::partial_message)
    return std::nullopt;
  const auto& of_http = http::make_error_code(http::error::bad_method).category();
  if (wrong.category() == of_http) return http::status::bad_request;
  return std::nullopt;
}

}  // namespace

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(SessionOwner& owner, Socket&& socket, const Server::Handler& handler,
          std::size_t body_max)
      : owner_(owner), handler_(handler), body_bytes_max_(body_max), socket_(std::move(socket)) {
    Error ignored;
    const auto peer = socket_.remote_endpoint(ignored);
    peer_ = fmt::format("{}:{}", peer.address().to_string(), peer.port());
    socket_.set_option(tcp::no_delay(true), ignored);
    owner_.sessions.insert(this);
  }
  ~Session() {
    owner_.sessions.erase(this);
    if (owner_.session_ended) owner_.session_ended();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Waits for the next request.
  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(owner_.limits.header_bytes_max));
    parser_->body_limit(body_bytes_max_);
    parser_->eager(true);
    if (buffer_.size() != 0) return take();  // Pipelined: it is here already.
    if (owner_.is_stopping) return close();
    release_memory();
    is_idle_ = true;
    end_after(owner_.limits.idle);
    socket_.async_read_some(buffer_.prepare(first_bytes),
                            [self = shared_from_this()](Error wrong, std::size_t bytes) {
                              if (wrong) return self->close();
                              self->is_idle_ = false;
                              self->buffer_.commit(bytes);
                              self->take();
                            });
  }

  void close_if_idle() {
    if (is_idle_) close();
  }
  void close_if_late(Clock::time_point now) {
    if (now >= deadline_) close();
  }

 private:
  /// A request that is here whole, as most are, needs no more reading.
  void take() {
    end_after(owner_.limits.request);
    Error wrong;
    buffer_.consume(parser_->put(buffer_.data(), wrong));
    if (wrong && wrong != http::error::need_more) return refuse(wrong);
    if (parser_->is_done()) return answer();
    parser_->is_header_done() ? read_body() : read_header();
  }

  void read_header() {
    http::async_read_header(socket_, buffer_, *parser_,
                            [self = shared_from_this()](Error wrong, std::size_t) {
                              if (wrong) return self->refuse(wrong);
                              if (self->parser_->is_done()) return self->answer();
                              self->read_body();
                            });
  }

  void read_body() {
    if (beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      // Some clients do not send their body before they have read this.
      asio::async_write(socket_, asio::buffer(go_on),
                        [self = shared_from_this()](Error wrong, std::size_t) {
                          if (wrong) return self->close();
                          self->read_rest();
                        });
      return;
    }
    read_rest();
  }

  void read_rest() {
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](Error wrong, std::size_t) {
                       if (wrong) return self->refuse(wrong);
                       self->answer();
                     });
  }

  void answer() {
    auto message = parser_->release();
    const unsigned version = message.version();
    const bool keeps_alive = message.keep_alive() && !owner_.is_stopping;
    const bool is_head = message.method() == http::verb::head;
    write(handler_(plain(std::move(message)), peer_), version, keeps_alive, is_head);
  }

  /// Where the next request would begin is not known, so the connection ends.
  void refuse(Error wrong) {
    const auto status = status_of(wrong);
    if (!status) return close();
    const beast::string_view reason = http::obsolete_reason(*status);
    constexpr unsigned http_1_1 = 11;
    write(encode_error(static_cast<int>(*status), "BadRequest", text(reason), {}, WireFormat::Json),
          http_1_1, false, false);
  }

  void write(const HttpResponse& answer, unsigned version, bool keeps_alive, bool is_head) {
    constexpr unsigned http_1_0 = 10;
    const beast::string_view reason =
        http::obsolete_reason(static_cast<http::status>(answer.status));
    answer_.clear();
    fmt::format_to(std::back_inserter(answer_),
                   "HTTP/1.{} {} {}\r\nContent-Type: {}\r\nServer: imgfam\r\n{}"
                   "Content-Length: {}\r\n\r\n",
                   version % http_1_0, answer.status, text(reason), answer.content_type,
                   connection_header(version == http_1_0, keeps_alive), answer.body.size());
    if (!is_head) answer_ += answer.body;
    end_after(owner_.limits.request);
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this(), keeps_alive](Error wrong, std::size_t) {
                        if (wrong) return self->close();
                        keeps_alive ? self->read() : self->drain();
                      });
  }

  /// What the version does not say by itself.
  static std::string_view connection_header(bool is_http_1_0, bool keeps_alive) {
    if (keeps_alive == !is_http_1_0) return {};
    return keeps_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  }

  /// Takes what the client is still sending: closing before it is read would destroy the answer on
  /// its way.
  void drain() {
    Error ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    end_after(drain_time);
    drain_some();
  }

  void drain_some() {
    buffer_.clear();
    socket_.async_read_some(buffer_.prepare(first_bytes),
                            [self = shared_from_this()](Error wrong, std::size_t bytes) {
                              self->drained_ += bytes;
                              if (wrong || self->drained_ > drained_bytes_max) return self->close();
                              self->drain_some();
                            });
  }

  /// While it is idle: what was large may have been so once.
  void release_memory() {
    constexpr std::size_t kept_bytes_max = 16 * 1024;
    if (buffer_.capacity() > kept_bytes_max) buffer_.shrink_to_fit();
    if (answer_.capacity() > kept_bytes_max) answer_ = {};
  }
  void end_after(Clock::duration time) { deadline_ = Clock::now() + time; }
  void close() {
    Error ignored;
    socket_.close(ignored);
  }

  SessionOwner& owner_;
  const Server::Handler& handler_;
  std::size_t body_bytes_max_;
  Socket socket_;
  Clock::time_point deadline_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string answer_;
  std::string peer_;
  std::size_t drained_ = 0;
  bool is_idle_ = false;
};

void start_session(SessionOwner& owner, Socket&& socket, const Server::Handler& handler,
                   std::size_t body_max) {
  std::make_shared<Session>(owner, std::move(socket), handler, body_max)->read();
}

namespace {

/// Of all that there are now; what is done may end some.
template <class Do>
void for_each_session(SessionOwner& owner, Do what) {
  const std::vector<Session*> all(owner.sessions.begin(), owner.sessions.end());
  for (Session* session : all)
    what(*session);
}

}  // namespace

void close_late_sessions(SessionOwner& owner, std::chrono::steady_clock::time_point now) {
  for_each_session(owner, [now](Session& session) { session.close_if_late(now); });
}

void close_idle_sessions(SessionOwner& owner) {
  for_each_session(owner, [](Session& session) { session.close_if_idle(); });
}

}  // namespace imgfam
