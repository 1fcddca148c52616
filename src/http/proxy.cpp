#include <imgfam/http/proxy.hpp>

#include <imgfam/http/document.hpp>

#include "http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <exception>

// g++ 12 takes the operator delete of coroutine frames, which Asio brings, for another allocator's.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace imgfam {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using tcp = asio::ip::tcp;
using Error = boost::system::error_code;
using asio::awaitable;

constexpr auto and_error = asio::as_tuple(asio::use_awaitable);

/// One side of a connection, with what was read of it and belongs to the next message.
struct Side {
  explicit Side(beast::tcp_stream s) : stream(std::move(s)) {}

  /// Whether the other side has not closed it meanwhile, nor sent what nobody asked for.
  bool is_usable() {
    Error wrong;
    stream.socket().non_blocking(true, wrong);
    char byte = 0;
    stream.socket().receive(asio::buffer(&byte, 1), tcp::socket::message_peek, wrong);
    return wrong == asio::error::would_block && unread.empty();
  }

  beast::tcp_stream stream;
  std::string unread;
};

/// A client that sends no body before it is told to is told so here: the request is handed on
/// whole.
template <class Parser>
awaitable<void> tell_to_continue(Side& side, const Parser& parser, bool& is_told) {
  if constexpr (Parser::is_request::value) {
    if (is_told || !parser.is_header_done() || parser.is_done()) co_return;
    is_told = true;
    if (!beast::iequals(parser.get()[bhttp::field::expect], "100-continue")) co_return;
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(side.stream, asio::buffer(go_on), and_error);
  }
}

/// The bytes of a message, as they came. Whether it is whole is told by the parser.
template <class Parser>
awaitable<std::string> read_message(Side& side, Parser& parser) {
  std::string raw;
  std::array<char, 16 * 1024> chunk{};
  bool needs_more = side.unread.empty();
  bool is_told = false;
  while (!parser.is_done()) {
    if (needs_more) {
      const auto [wrong, size] =
          co_await side.stream.async_read_some(asio::buffer(chunk), and_error);
      if (wrong) {
        Error ignored;
        if (wrong == asio::error::eof && parser.got_some()) parser.put_eof(ignored);
        break;
      }
      side.unread.append(chunk.data(), size);
    }
    Error wrong;
    const std::size_t used = parser.put(asio::buffer(side.unread), wrong);
    raw.append(side.unread, 0, used);
    side.unread.erase(0, used);
    if (wrong && wrong != bhttp::error::need_more) break;
    needs_more = used == 0 || side.unread.empty();
    co_await tell_to_continue(side, parser, is_told);
  }
  if (!parser.is_done()) {
    raw += side.unread;
    side.unread.clear();
  }
  co_return raw;
}

HttpRequest request_of(const bhttp::request<bhttp::string_body>& message) {
  HttpRequest out{
      std::string(message.method_string()), std::string(message.target()), {}, message.body()};
  for (const auto& field : message)
    out.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  return out;
}

HttpResponse response_of(const bhttp::response<bhttp::string_body>& message) {
  return {static_cast<int>(message.result_int()), std::string(message[bhttp::field::content_type]),
          message.body()};
}

std::string encoding_of(const bhttp::response<bhttp::string_body>& message) {
  const auto encoding = message[bhttp::field::content_encoding];
  return beast::iequals(encoding, "identity") ? std::string() : std::string(encoding);
}

/// What is thrown is a bug, and ends all: nobody would notice a connection that ends.
void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

using RequestParser = bhttp::request_parser<bhttp::string_body>;
using ResponseParser = bhttp::response_parser<bhttp::string_body>;

}  // namespace

struct Proxy::Parts {
  Parts(Url to, Witness told) : upstream(std::move(to)), witness(std::move(told)) {}

  awaitable<void> accept() {
    constexpr std::chrono::milliseconds until_some_close{100};
    for (;;) {
      auto [wrong, socket] = co_await acceptor.async_accept(and_error);
      if (!wrong) {
        asio::co_spawn(context, serve(std::move(socket)), rethrow);
        continue;
      }
      // There may be no more descriptors.
      asio::steady_timer pause(context, until_some_close);
      co_await pause.async_wait(and_error);
    }
  }

  awaitable<void> serve(tcp::socket socket) {
    Side client{beast::tcp_stream(std::move(socket))};
    std::optional<Side> server;
    while (co_await exchange(client, server)) {
    }
  }

  /// False: that was the last one of the connection.
  awaitable<bool> exchange(Side& client, std::optional<Side>& server) {
    client.stream.expires_after(idle_timeout);
    RequestParser asked;
    asked.body_limit(answer_bytes_max);
    asked.eager(true);
    const std::string request = co_await read_message(client, asked);
    if (request.empty()) co_return false;
    co_await take_turn();
    const Turn turn{*this};
    if (!server || !server->is_usable()) {
      server.emplace(beast::tcp_stream(context));
      // Of what could not be sent there is nothing to judge.
      if (!co_await connect(server->stream)) co_return false;
    }
    co_return co_await answer(client, *server, asked, request);
  }

  awaitable<bool> connect(beast::tcp_stream& stream) {
    const auto [unknown, addresses] =
        co_await resolver.async_resolve(upstream.host, upstream.port, and_error);
    if (unknown) co_return false;
    stream.expires_after(timeout);
    const auto [refused, endpoint] = co_await stream.async_connect(addresses, and_error);
    co_return !refused;
  }

  awaitable<bool> answer(Side& client, Side& server, const RequestParser& asked,
                         const std::string& request) {
    const auto begun = std::chrono::steady_clock::now();
    server.stream.expires_after(timeout);
    co_await asio::async_write(server.stream, asio::buffer(request), and_error);
    std::optional<ResponseParser> came;
    std::string response;
    do {  // Answers of 1xx come before the answer; the client was told to go on.
      came.emplace();
      came->body_limit(answer_bytes_max);
      came->eager(true);
      if (asked.is_done() && asked.get().method() == bhttp::verb::head) came->skip(true);
      response = co_await read_message(server, *came);
    } while (came->is_done() && came->get().result_int() < 200);
    tell_witness(asked, *came, std::chrono::steady_clock::now() - begun);
    client.stream.expires_after(timeout);
    const auto [wrong, size] =
        co_await asio::async_write(client.stream, asio::buffer(response), and_error);
    co_return !wrong && asked.is_done() && came->is_done() && asked.get().keep_alive() &&
        came->get().keep_alive();
  }

  void tell_witness(const RequestParser& asked, const ResponseParser& came,
                    std::chrono::steady_clock::duration took) const {
    Passed passed;
    if (asked.is_done()) passed.request = request_of(asked.get());
    if (came.is_done()) {
      passed.response = response_of(came.get());
      passed.encoding = encoding_of(came.get());
    }
    passed.took = std::chrono::ceil<std::chrono::milliseconds>(took);
    witness(passed);
  }

  awaitable<void> take_turn() {
    while (is_busy) {
      next.expires_at(asio::steady_timer::time_point::max());
      co_await next.async_wait(and_error);
    }
    is_busy = true;
  }
  /// Given back however the exchange ends.
  struct Turn {
    explicit Turn(Parts& of) : parts(of) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      parts.is_busy = false;
      parts.next.cancel();
    }
    Parts& parts;
  };

  Url upstream;
  Witness witness;
  std::chrono::milliseconds timeout{};
  std::chrono::milliseconds idle_timeout{};
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  tcp::resolver resolver{context};
  asio::steady_timer next{context};
  asio::signal_set signals{context};
  bool is_busy = false;
};

Proxy::Proxy(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Proxy::~Proxy() = default;
Proxy::Proxy(Proxy&&) noexcept = default;
Proxy& Proxy::operator=(Proxy&&) noexcept = default;

Result<Proxy> Proxy::listen(const Options& options, const std::string& upstream, Witness witness) {
  auto url = parse_url(upstream);
  if (!url) return url.error();
  if (url->is_tls)
    return problem("CNF003", "a proxy hands bytes on as they are, over http alone",
                   "give the http:// address, or one of a TLS tunnel to it (stunnel, nginx)");
  Error wrong;
  const auto ip = asio::ip::make_address(options.address, wrong);
  if (wrong)
    return problem("SRV001",
                   fmt::format("`{}` is no address to listen on", printable(options.address)),
                   "give one in numbers, as 127.0.0.1 or ::1");
  auto parts = std::make_unique<Parts>(std::move(*url), std::move(witness));
  parts->timeout = options.timeout;
  parts->idle_timeout = options.idle_timeout;
  const tcp::endpoint endpoint(ip, options.port);
  parts->acceptor.open(endpoint.protocol(), wrong);
  if (!wrong) parts->acceptor.set_option(tcp::acceptor::reuse_address(true), wrong);
  if (!wrong) parts->acceptor.bind(endpoint, wrong);
  if (!wrong) parts->acceptor.listen(tcp::acceptor::max_listen_connections, wrong);
  if (wrong)
    return problem("SRV002",
                   fmt::format("cannot listen on {} port {}: {}", options.address, options.port,
                               wrong.message()),
                   "choose another port; 0 takes any that is free");
  return Proxy(std::move(parts));
}

std::uint16_t Proxy::port() const { return parts_->acceptor.local_endpoint().port(); }

void Proxy::run() {
  Error ignored;
  parts_->signals.add(SIGTERM, ignored);
  parts_->signals.add(SIGINT, ignored);
  parts_->signals.async_wait([this](Error, int) { parts_->context.stop(); });
  asio::co_spawn(parts_->context, parts_->accept(), rethrow);
  parts_->context.run();
}

}  // namespace imgfam
