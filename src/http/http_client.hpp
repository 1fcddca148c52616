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

/// `http://host:port/path` or `https://host:port/path`
struct Url {
  bool is_tls = false;
  std::string host;
  std::string port = "80";
  std::string path = "/";

  /// As the Host header says it.
  std::string authority() const;
};

/// ERRORS: CNF002 no URL.
Result<Url> parse_url(std::string_view text);

/// How a server is spoken to.
struct ConnectionOptions {
  /// For connecting, and for an answer; a late one is no answer.
  std::chrono::milliseconds timeout{10'000};
  /// Certificates in PEM that are trusted beside the system's, where the URL is https.
  std::string trusted_pem{};
};

/// Why there is no answer.
struct NoAnswer {
  std::string why;
  bool was_sent = false;  ///< The request may have reached the server.
};

class HttpClient {
 public:
  HttpClient(Url url, ConnectionOptions options);
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
  ConnectionOptions options_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace imgfam
