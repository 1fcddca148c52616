// The server with limits that a test can wait for. What clients do to the whole tool:
// tests/serve/robustness.py.
#include "support/catch.hpp"

#include <imgfam/http/server.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>

#include <string>
#include <thread>

namespace imgfam {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Error = boost::system::error_code;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto limit = 300ms;   // What is waited for in these tests…
constexpr auto patience = 10s;  // … and what must not be, on a machine however busy.
constexpr auto forever = 600'000ms;

ServerLimits patient() { return {.idle = forever, .request = forever, .stop = forever}; }

/// A server in a thread of its own. It answers how many connections there are, or, at /large, more
/// than fits between two sockets.
class Running {
 public:
  explicit Running(const ServerLimits& limits) : server(limits) {
    const auto bound = server.listen("127.0.0.1", 0, [this](const HttpRequest& request, auto&) {
      constexpr std::size_t large = 64 * 1024 * 1024;
      std::string text = request.target == "/large" ? std::string(large, 'x')
                                                    : fmt::format("{}", server.connections());
      return HttpResponse{200, "text/plain", std::move(text)};
    });
    REQUIRE(bound.has_value());
    port = *bound;
    thread_ = std::thread([this] { server.run(); });
  }
  ~Running() {
    server.stop();
    server.stop();  // Without waiting.
    thread_.join();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  Server server;
  std::uint16_t port = 0;

 private:
  std::thread thread_;
};

class Client {
 public:
  explicit Client(const Running& running) : socket_(context_) {
    socket_.connect({asio::ip::address_v4::loopback(), running.port});
  }

  /// False: the server has ended the connection.
  bool send(std::string_view text) {
    Error wrong;
    asio::write(socket_, asio::buffer(text), wrong);
    return !wrong;
  }
  /// All that comes until the server ends the connection.
  std::string read_all() {
    std::string text;
    Error ended;
    asio::read(socket_, asio::dynamic_buffer(text), ended);
    return text;
  }
  /// The number in the next answer.
  std::string read_number() {
    std::string text;
    Error wrong;
    while (!wrong && text.find("\r\n\r\n") == std::string::npos)
      asio::read(socket_, asio::dynamic_buffer(text), asio::transfer_at_least(1), wrong);
    return text.substr(std::min(text.size(), text.find("\r\n\r\n") + 4));
  }
  std::string ask() {
    REQUIRE(send("GET / HTTP/1.1\r\n\r\n"));
    return read_number();
  }
  void close() { socket_.close(); }

 private:
  asio::io_context context_;
  tcp::socket socket_;
};

/// Whether the server comes to count that many connections, told by one of them.
bool comes_to_count(Client& client, std::string_view number) {
  const auto at = Clock::now();
  while (Clock::now() - at < patience) {
    if (client.ask() == number) return true;
    std::this_thread::sleep_for(limit / 10);
  }
  return false;
}

/// It answers, and has let all others go.
bool serves_and_holds_nobody(const Running& running) {
  Client client(running);
  return comes_to_count(client, "1");
}

}  // namespace

TEST_CASE("a request that is not finished in time ends the connection", "[http][server]") {
  auto limits = patient();
  limits.request = limit;
  const Running running(limits);
  for (const std::string_view begun :
       {"G", "GET / HTTP/1.1\r\nHost: x\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n12345678",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"}) {
    INFO(begun);
    Client client(running);
    const auto at = Clock::now();
    REQUIRE(client.send(begun));
    CHECK(client.read_all().empty());
    CHECK(Clock::now() - at >= limit);
    CHECK(Clock::now() - at < patience);
  }
  CHECK(serves_and_holds_nobody(running));
}

TEST_CASE("sending a byte now and then gives a request no more time", "[http][server]") {
  auto limits = patient();
  limits.request = limit;
  const Running running(limits);
  Client client(running);
  const auto at = Clock::now();
  REQUIRE(client.send("GET / HTTP/1.1\r\nX: "));
  while (Clock::now() - at < patience && client.send("x"))
    std::this_thread::sleep_for(limit / 10);
  CHECK(Clock::now() - at < patience);
  CHECK(serves_and_holds_nobody(running));
}

TEST_CASE("a connection may be idle for a while, and then ends", "[http][server]") {
  auto limits = patient();
  limits.idle = limit;
  const Running running(limits);
  for (const bool has_asked : {false, true}) {
    Client client(running);
    if (has_asked) CHECK(client.ask().size() == 1);
    const auto at = Clock::now();
    CHECK(client.read_all().empty());
    CHECK(Clock::now() - at < patience);
  }
  CHECK(serves_and_holds_nobody(running));
}

TEST_CASE("a client that does not take its answer is let go", "[http][server]") {
  auto limits = patient();
  limits.request = limit;
  const Running running(limits);
  Client client(running);
  REQUIRE(client.send("GET /large HTTP/1.1\r\n\r\n"));
  CHECK(serves_and_holds_nobody(running));
}

TEST_CASE("who comes when there are too many is served when one leaves", "[http][server]") {
  auto limits = patient();
  limits.connections_max = 3;
  const Running running(limits);
  Client first(running);
  Client second(running);
  REQUIRE(comes_to_count(first, "2"));
  Client third(running);
  CHECK(third.ask() == "3");
  Client fourth(running);
  REQUIRE(fourth.send("GET / HTTP/1.1\r\n\r\n"));
  CHECK(first.ask() == "3");
  second.close();
  CHECK(fourth.read_number() == "3");
}

TEST_CASE("what is larger than the limits is refused", "[http][server]") {
  auto limits = patient();
  limits.header_bytes_max = 1000;
  limits.body_bytes_max = 1000;
  const Running running(limits);
  const std::string long_one(2000, 'x');
  const auto answer = [&](const std::string& text) {
    Client client(running);
    client.send(text);
    return client.read_all().substr(0, 12);
  };
  CHECK(answer("GET / HTTP/1.1\r\nX: " + long_one + "\r\n\r\n") == "HTTP/1.1 431");
  CHECK(answer("GET /" + long_one + " HTTP/1.1\r\n\r\n") == "HTTP/1.1 431");
  CHECK(answer("POST / HTTP/1.1\r\nContent-Length: 2000\r\n\r\n" + long_one) == "HTTP/1.1 413");
  CHECK(answer("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + long_one) ==
        "HTTP/1.1 413");
  CHECK(answer("nonsense\r\n\r\n") == "HTTP/1.1 400");
  CHECK(serves_and_holds_nobody(running));
}

TEST_CASE("a server that is stopped answers what has begun", "[http][server]") {
  auto running = std::make_unique<Running>(patient());
  Client idle(*running);
  Client begun(*running);
  CHECK(begun.ask().size() == 1);
  REQUIRE(begun.send("GET / HTTP/1.1\r\n"));
  std::this_thread::sleep_for(limit);
  CHECK(idle.ask() == "2");
  running->server.stop();
  CHECK(idle.read_all().empty());
  REQUIRE(begun.send("\r\n"));
  CHECK(begun.read_all().starts_with("HTTP/1.1 200"));
}

}  // namespace imgfam
