#include <imgfam/http/server.hpp>

#include "session.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <vector>

namespace imgfam {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Error = boost::system::error_code;

/// How long accepting rests when the process has no descriptor left.
constexpr std::chrono::milliseconds rest{100};

/// How often late sessions are looked for: their time is kept to a quarter, or to a second.
std::chrono::milliseconds look_interval(const ServerLimits& limits) {
  constexpr std::chrono::milliseconds least{10};
  constexpr std::chrono::milliseconds most{1000};
  return std::clamp(std::min(limits.idle, limits.request) / 4, least, most);
}

struct Listener {
  Listener(asio::io_context& context, Server::Handler answer, std::size_t body_max)
      : acceptor(context), timer(context), handler(std::move(answer)), body_bytes_max(body_max) {}

  Acceptor acceptor;
  asio::steady_timer timer;
  Server::Handler handler;
  std::size_t body_bytes_max;
  bool is_waiting = false;  // For a connection to end.
};

Error open(Acceptor& acceptor, const tcp::endpoint& endpoint) {
  Error wrong;
  acceptor.open(endpoint.protocol(), wrong);
  if (!wrong) acceptor.set_option(Acceptor::reuse_address(true), wrong);
  if (!wrong) acceptor.bind(endpoint, wrong);
  constexpr int backlog = 4096;
  if (!wrong) acceptor.listen(backlog, wrong);
  return wrong;
}

}  // namespace

struct Server::Parts : SessionOwner {
  explicit Parts(const ServerLimits& given)
      : signals(context), deadline(context), lateness(context) {
    limits = given;
    session_ended = [this] { ended(); };
  }
  // What is still open when the context ends has nobody to tell.
  ~Parts() { session_ended = nullptr; }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void accept(Listener& listener) {
    if (is_stopping) return;
    if (sessions.size() >= limits.connections_max) {
      listener.is_waiting = true;
      return;
    }
    listener.acceptor.async_accept([this, &listener](Error wrong, Socket socket) {
      if (wrong == asio::error::operation_aborted || is_stopping) return;
      if (wrong) return accept_later(listener);
      start_session(*this, std::move(socket), listener.handler, listener.body_bytes_max);
      accept(listener);
    });
  }

  void accept_later(Listener& listener) {
    listener.timer.expires_after(rest);
    listener.timer.async_wait([this, &listener](Error wrong) {
      if (!wrong) accept(listener);
    });
  }

  void ended() {
    if (is_stopping && sessions.empty()) return context.stop();
    for (const auto& listener : listeners) {
      if (!listener->is_waiting) continue;
      listener->is_waiting = false;
      accept(*listener);
    }
  }

  void stop() {
    if (is_stopping) return context.stop();
    is_stopping = true;
    Error ignored;
    for (const auto& listener : listeners) {
      listener->acceptor.close(ignored);
      listener->timer.cancel();
    }
    if (sessions.empty()) return context.stop();
    deadline.expires_after(limits.stop);
    deadline.async_wait([this](Error) { context.stop(); });
    close_idle_sessions(*this);
  }

  void look_for_late_sessions() {
    lateness.expires_after(look_interval(limits));
    lateness.async_wait([this](Error wrong) {
      if (wrong) return;
      close_late_sessions(*this, std::chrono::steady_clock::now());
      look_for_late_sessions();
    });
  }

  void wait_for_signal() {
    signals.async_wait([this](Error wrong, int) {
      if (wrong) return;
      stop();
      wait_for_signal();
    });
  }

  struct Repeated {
    asio::steady_timer timer;
    std::chrono::milliseconds interval;
    std::function<void()> call;
  };

  void repeat(Repeated& what) {
    what.timer.expires_after(what.interval);
    what.timer.async_wait([this, &what](Error wrong) {
      if (wrong || is_stopping) return;
      what.call();
      repeat(what);
    });
  }

  asio::signal_set signals;
  asio::steady_timer deadline;
  asio::steady_timer lateness;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<std::unique_ptr<Repeated>> repeated;
};

Server::Server(const ServerLimits& limits) : parts_(std::make_unique<Parts>(limits)) {}
Server::~Server() = default;

Result<std::uint16_t> Server::listen(const std::string& address, std::uint16_t port,
                                     Handler handler, std::optional<std::size_t> body_max) {
  Error wrong;
  const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, wrong);
  if (wrong) {
    return problem("SRV001", fmt::format("`{}` is no address to listen on", printable(address)),
                   "give one in numbers, as 127.0.0.1 or ::1");
  }
  auto listener = std::make_unique<Listener>(parts_->context, std::move(handler),
                                             body_max.value_or(parts_->limits.body_bytes_max));
  wrong = open(listener->acceptor, {ip, port});
  if (wrong) {
    return problem("SRV002",
                   fmt::format("cannot listen on {} port {}: {}", address, port, wrong.message()),
                   wrong == asio::error::address_in_use
                       ? "choose another port; 0 takes any that is free"
                       : "is the address one of this machine's, and the port one that is allowed?");
  }
  const std::uint16_t bound = listener->acceptor.local_endpoint(wrong).port();
  parts_->listeners.push_back(std::move(listener));
  return bound;
}

void Server::run() {
  for (const auto& listener : parts_->listeners)
    parts_->accept(*listener);
  parts_->look_for_late_sessions();
  parts_->context.run();
}

void Server::stop() {
  asio::post(parts_->context, [parts = parts_.get()] { parts->stop(); });
}

void Server::stop_on_signals() {
  Error ignored;
  parts_->signals.add(SIGTERM, ignored);
  parts_->signals.add(SIGINT, ignored);
  parts_->wait_for_signal();
}

void Server::every(std::chrono::milliseconds interval, std::function<void()> call) {
  parts_->repeated.push_back(std::make_unique<Parts::Repeated>(
      Parts::Repeated{asio::steady_timer(parts_->context), interval, std::move(call)}));
  parts_->repeat(*parts_->repeated.back());
}

std::size_t Server::connections() const { return parts_->sessions.size(); }

}  // namespace imgfam
