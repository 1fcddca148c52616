#include "http_client.hpp"

#include <imgfam/http/document.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

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

std::string_view standard_port(bool is_tls) { return is_tls ? "443" : "80"; }

}  // namespace

std::string Url::authority() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  const std::string shown = is_ipv6 ? "[" + host + "]" : host;
  return port == standard_port(is_tls) ? shown : shown + ":" + port;
}

Result<Url> parse_url(std::string_view text) {
  constexpr std::string_view plain = "http://";
  constexpr std::string_view secure = "https://";
  Url url;
  url.is_tls = text.starts_with(secure);
  if (!url.is_tls && !text.starts_with(plain))
    return bad_url(text, "it does not begin with http:// or https://");
  url.port = standard_port(url.is_tls);
  std::string_view rest = text.substr((url.is_tls ? secure : plain).size());
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
  using TlsStream = beast::ssl_stream<beast::tcp_stream>;

  asio::io_context context{1};
  asio::ssl::context tls{asio::ssl::context::tls_client};
  std::variant<beast::tcp_stream, TlsStream> stream{std::in_place_type<beast::tcp_stream>, context};
  beast::flat_buffer buffer;

  beast::tcp_stream& tcp_stream() {
    return std::visit([](auto& s) -> beast::tcp_stream& { return beast::get_lowest_layer(s); },
                      stream);
  }

  /// Runs what was begun until it is done.
  void wait() {
    context.restart();
    context.run();
  }

  Error open(const Url& url, const ConnectionOptions& options) {
    Error wrong;
    if (url.is_tls && (wrong = prepare_tls(url, options))) return wrong;
    tcp::resolver resolver(context);
    const auto addresses = resolver.resolve(url.host, url.port, wrong);
    if (wrong) return wrong;
    tcp_stream().expires_after(options.timeout);
    tcp_stream().async_connect(addresses, [&](Error e, const tcp::endpoint&) { wrong = e; });
    wait();
    if (wrong) return wrong;
    tcp_stream().socket().set_option(tcp::no_delay(true), wrong);
    if (auto* secure = std::get_if<TlsStream>(&stream); secure && !wrong) {
      secure->async_handshake(asio::ssl::stream_base::client, [&](Error e) { wrong = e; });
      wait();
    }
    return wrong;
  }

  /// The server must have a certificate for the URL's host, of somebody who is trusted.
  Error prepare_tls(const Url& url, const ConnectionOptions& options) {
    Error wrong;
    tls.set_default_verify_paths(wrong);
    if (!wrong && !options.trusted_pem.empty())
      tls.add_certificate_authority(asio::buffer(options.trusted_pem), wrong);
    if (wrong) return wrong;
    auto& secure = stream.emplace<TlsStream>(context, tls);
    secure.set_verify_mode(asio::ssl::verify_peer);
    secure.set_verify_callback(asio::ssl::host_name_verification(url.host));
    asio::ip::make_address(url.host, wrong);
    const bool is_name = wrong.failed();
    // A server of several names chooses its certificate by the one that it is told.
    if (is_name) SSL_set_tlsext_host_name(secure.native_handle(), url.host.c_str());
    return {};
  }

  Error send(const bhttp::request<bhttp::string_body>& message) {
    Error wrong;
    std::visit(
        [&](auto& s) { bhttp::async_write(s, message, [&](Error e, std::size_t) { wrong = e; }); },
        stream);
    wait();
    return wrong;
  }

  Error receive(bhttp::response_parser<bhttp::string_body>& answer) {
    Error wrong;
    std::visit(
        [&](auto& s) {
          bhttp::async_read(s, buffer, answer, [&](Error e, std::size_t) { wrong = e; });
        },
        stream);
    wait();
    return wrong;
  }

  /// Whether the server has not closed it meanwhile, nor sent what nobody asked for.
  bool is_usable() {
    Error wrong;
    tcp::socket& socket = tcp_stream().socket();
    socket.non_blocking(true, wrong);
    char byte = 0;
    socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, wrong);
    return wrong == asio::error::would_block && buffer.size() == 0;
  }
};

HttpClient::HttpClient(Url url, ConnectionOptions options)
    : url_(std::move(url)), options_(std::move(options)) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

std::variant<HttpResponse, NoAnswer> HttpClient::exchange(const HttpRequest& request) {
  if (connection_ && !connection_->is_usable()) connection_.reset();
  if (!connection_) {
    connection_ = std::make_unique<Connection>();
    if (const Error wrong = connection_->open(url_, options_)) {
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

  bhttp::response_parser<bhttp::string_body> answer;
  answer.body_limit(answer_bytes_max);
  // An answer that comes late is none. It is waited for all the same, for a while: what the request
  // does must not happen behind the back of the next one.
  constexpr int patience = 4;
  const auto begun = std::chrono::steady_clock::now();
  connection_->tcp_stream().expires_after(options_.timeout * patience);
  Error wrong = connection_->send(message);
  if (!wrong) wrong = connection_->receive(answer);
  const bool is_late = std::chrono::steady_clock::now() - begun > options_.timeout;
  if (wrong || is_late) {
    connection_.reset();
    return NoAnswer{is_late ? fmt::format("no answer within {} ms", options_.timeout.count())
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
