// Session: one connection to the server. It lives as long as an operation of it is under way.
#pragma once

#include <imgfam/http/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <unordered_set>

namespace imgfam {

class Session;

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
void start_session(SessionOwner& owner, boost::asio::ip::tcp::socket&& socket,
                   const Server::Handler& handler);

/// Ends those that wait for a request; the others end when they have answered theirs.
void close_idle_sessions(SessionOwner& owner);

}  // namespace imgfam
