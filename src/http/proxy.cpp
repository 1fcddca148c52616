#include <imgfam/http/proxy.hpp>

#include <imgfam/http/document.hpp>

#include "http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
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
  beast::tcp_stream stream;
  std::string unread = {};
};

/// The bytes of a message, as they came. Whether it is whole is told by the parser.
template <class Parser>
awaitable<std::string> read_message(Side& side, Parser& parser) {
  std::string raw;
  std::array<char, 16 * 1024> chunk{};
  bool needs_more = side.unread.empty();
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

}  // namespace

struct Proxy::Parts {
  Parts(Url to, Witness told) : upstream(std::move(to)), witness(std::move(told)) {}

  awaitable<void> accept() {
    for (;;) {
      auto [wrong, socket] = co_await acceptor.async_accept(and_error);
      if (wrong) co_return;
      asio::co_spawn(context, serve(std::move(socket)), asio::detached);
    }
  }

  awaitable<void> serve(tcp::socket socket) {
    Side client{beast::tcp_stream(std::move(socket))};
    Side server{beast::tcp_stream(context)};
    const auto [unknown, addresses] =
        co_await resolver.async_resolve(upstream.host, upstream.port, and_error);
    if (unknown) co_return;
    server.stream.expires_after(timeout);
    const auto [refused, endpoint] = co_await server.stream.async_connect(addresses, and_error);
    if (refused) co_return;
    while (co_await exchange(client, server)) {
    }
  }

  /// False: that was the last one of the connection.
  awaitable<bool> exchange(Side& client, Side& server) {
    client.stream.expires_never();
    bhttp::request_parser<bhttp::string_body> asked;
    asked.body_limit(answer_bytes_max);
    asked.eager(true);
    const std::string request = co_await read_message(client, asked);
    if (request.empty()) co_return false;
    co_await take_turn();
    const bool goes_on = co_await answer(client, server, asked, request);
    end_turn();
    co_return goes_on;
  }

  awaitable<bool> answer(Side& client, Side& server,
                         const bhttp::request_parser<bhttp::string_body>& asked,
                         const std::string& request) {
    server.stream.expires_after(timeout);
    co_await asio::async_write(server.stream, asio::buffer(request), and_error);
    bhttp::response_parser<bhttp::string_body> came;
    came.body_limit(answer_bytes_max);
    came.eager(true);
    if (asked.is_done() && asked.get().method() == bhttp::verb::head) came.skip(true);
    const std::string response = co_await read_message(server, came);
    if (asked.is_done())
      witness(request_of(asked.get()),
              came.is_done() ? std::optional(response_of(came.get())) : std::nullopt);
    client.stream.expires_after(timeout);
    const auto [wrong, size] =
        co_await asio::async_write(client.stream, asio::buffer(response), and_error);
    co_return !wrong && asked.is_done() && came.is_done() && asked.get().keep_alive() &&
        came.get().keep_alive();
  }

  awaitable<void> take_turn() {
    while (is_busy) {
      turn.expires_at(asio::steady_timer::time_point::max());
      co_await turn.async_wait(and_error);
    }
    is_busy = true;
  }
  void end_turn() {
    is_busy = false;
    turn.cancel();
  }

  Url upstream;
  Witness witness;
  std::chrono::milliseconds timeout{};
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  tcp::resolver resolver{context};
  asio::steady_timer turn{context};
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
  asio::co_spawn(parts_->context, parts_->accept(), asio::detached);
  parts_->context.run();
}

}  // namespace imgfam
