// Session: one connection to the server. It lives as long as an operation of it is under way.
#pragma once

#include <imgfam/http/server.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <functional>
#include <unordered_set>

namespace imgfam {

class Session;

// Of this one kind of executor: any kind of them costs an allocation here and there.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;

/// What all sessions of a server share.
struct SessionOwner {
  ServerLimits limits;
  // Before the context, whose end ends them.
  std::unordered_set<Session*> sessions;
  std::function<void()> session_ended;  ///< Called when one is no longer among them.
  bool is_stopping = false;
  boost::asio::io_context context{1};
};

/// REQUIRES: owner and handler live as long as the owner's context.
void start_session(SessionOwner& owner, Socket&& socket, const Server::Handler& handler,
                   std::size_t body_max);

/// Ends those whose time is over. One look at all of them now and then costs less than a timer for
/// each, set anew for every request.
void close_late_sessions(SessionOwner& owner, std::chrono::steady_clock::time_point now);

/// Ends those that wait for a request; the others end when they have answered theirs.
void close_idle_sessions(SessionOwner& owner);

}  // namespace imgfam
