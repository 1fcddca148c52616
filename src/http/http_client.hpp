// HttpClient: one connection to a server, kept open between requests. It waits for each answer, and
// no longer than it was told to.
#pragma once

#include <imgfam/http/message.hpp>
#include <imgfam/model/result.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace imgfam {

/// `http://host:port/path`
struct Url {
  std::string host;
  std::string port = "80";
  std::string path = "/";

  /// As the Host header says it.
  std::string authority() const;
};

/// ERRORS: CNF002 no URL; CNF003 https, which is not spoken.
Result<Url> parse_url(std::string_view text);

/// Why there is no answer.
struct NoAnswer {
  std::string why;
  bool was_sent = false;  ///< The request may have reached the server.
};

class HttpClient {
 public:
  HttpClient(Url url, std::chrono::milliseconds timeout);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  const Url& url() const { return url_; }

  /// Sends the request as it is, with Content-Length, and waits for the whole answer. A request is
  /// never sent twice.
  std::variant<HttpResponse, NoAnswer> exchange(const HttpRequest& request);

 private:
  struct Connection;

  Url url_;
  std::chrono::milliseconds timeout_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace imgfam
