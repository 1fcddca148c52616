#include "http_client.hpp"

#include <imgfam/http/document.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <fmt/format.h>

#include <charconv>

namespace imgfam {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using tcp = asio::ip::tcp;
using Error = boost::system::error_code;

Diagnostic bad_url(std::string_view text, std::string_view what) {
  return problem("CNF002",
                 fmt::format("`{}` is no URL to send requests to: {}", printable(text), what),
                 "such as http://127.0.0.1:8080/");
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port != 0;
}

}  // namespace

std::string Url::authority() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  const std::string shown = is_ipv6 ? "[" + host + "]" : host;
  return port == "80" ? shown : shown + ":" + port;
}

Result<Url> parse_url(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  if (text.starts_with("https://")) {
    return problem("CNF003", "https is not spoken",
                   "give the http:// address, or one of a TLS tunnel to it (stunnel, nginx)");
  }
  if (!text.starts_with(scheme)) return bad_url(text, "it does not begin with http://");
  std::string_view rest = text.substr(scheme.size());
  Url url;
  const auto slash = std::min(rest.find('/'), rest.size());
  if (slash < rest.size()) url.path = rest.substr(slash);
  std::string_view authority = rest.substr(0, slash);
  const bool is_bracketed = authority.starts_with('[');
  const auto end_of_host =
      is_bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (end_of_host == std::string_view::npos) return bad_url(text, "a bracket is not closed");
  url.host = authority.substr(is_bracketed ? 1 : 0, end_of_host - (is_bracketed ? 1 : 0));
  authority.remove_prefix(end_of_host + (is_bracketed ? 1 : 0));
  if (url.host.empty()) return bad_url(text, "it names no host");
  if (url.host.find_first_of(" @?#\t\r\n") != std::string::npos ||
      url.path.find_first_of("?# \r\n") != std::string::npos)
    return bad_url(text, "only a host, a port and a path may stand in it");
  if (authority.empty()) return url;
  if (!authority.starts_with(':') || !is_port(authority.substr(1)))
    return bad_url(text, "its port is no number from 1 to 65535");
  url.port = authority.substr(1);
  return url;
}

struct HttpClient::Connection {
  asio::io_context context{1};
  beast::tcp_stream stream{context};
  beast::flat_buffer buffer;

  /// Runs what was begun until it is done.
  void wait() {
    context.restart();
    context.run();
  }

  Error open(const Url& url, std::chrono::milliseconds timeout) {
    Error wrong;
    tcp::resolver resolver(context);
    const auto addresses = resolver.resolve(url.host, url.port, wrong);
    if (wrong) return wrong;
    stream.expires_after(timeout);
    stream.async_connect(addresses, [&](Error e, const tcp::endpoint&) { wrong = e; });
    wait();
    if (!wrong) stream.socket().set_option(tcp::no_delay(true), wrong);
    return wrong;
  }

  /// Whether the server has not closed it meanwhile, nor sent what nobody asked for.
  bool is_usable() {
    Error wrong;
    stream.socket().non_blocking(true, wrong);
    char byte = 0;
    stream.socket().receive(asio::buffer(&byte, 1), tcp::socket::message_peek, wrong);
    return wrong == asio::error::would_block && buffer.size() == 0;
  }
};

HttpClient::HttpClient(Url url, std::chrono::milliseconds timeout)
    : url_(std::move(url)), timeout_(timeout) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

std::variant<HttpResponse, NoAnswer> HttpClient::exchange(const HttpRequest& request) {
  if (connection_ && !connection_->is_usable()) connection_.reset();
  Error wrong;
  if (!connection_) {
    connection_ = std::make_unique<Connection>();
    wrong = connection_->open(url_, timeout_);
    if (wrong) {
      connection_.reset();
      return NoAnswer{fmt::format("cannot connect to {}: {}", url_.authority(), wrong.message()),
                      false};
    }
  }
  bhttp::request<bhttp::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(request.target);
  for (const Header& header : request.headers)
    message.insert(header.name, header.value);
  message.body() = request.body;
  message.prepare_payload();

  Connection& c = *connection_;
  c.stream.expires_after(timeout_);
  bhttp::async_write(c.stream, message, [&](Error e, std::size_t) { wrong = e; });
  c.wait();
  bhttp::response_parser<bhttp::string_body> answer;
  answer.body_limit(answer_bytes_max);
  if (!wrong) {
    bhttp::async_read(c.stream, c.buffer, answer, [&](Error e, std::size_t) { wrong = e; });
    c.wait();
  }
  if (wrong) {
    connection_.reset();
    return NoAnswer{wrong == beast::error::timeout
                        ? fmt::format("no answer within {} ms", timeout_.count())
                        : fmt::format("no answer: {}", wrong.message()),
                    true};
  }
  const bool is_kept = answer.keep_alive();
  auto received = answer.release();
  if (!is_kept) connection_.reset();
  return HttpResponse{static_cast<int>(received.result_int()),
                      std::string(received[bhttp::field::content_type]),
                      std::move(received.body())};
}

}  // namespace imgfam
