#include <imgfam/http/client_endpoint.hpp>

#include <imgfam/http/client_request.hpp>
#include <imgfam/http/document.hpp>

#include "control_client.hpp"
#include "http_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

namespace imgfam {
namespace {

using Clock = std::chrono::system_clock;

constexpr int server_error = 500;
constexpr int throttled_tries_max = 5;
constexpr std::chrono::milliseconds throttled_wait{1000};

std::string_view text_at(const boost::json::value& body, std::string_view name) {
  const auto* object = body.if_object();
  const auto* value = object ? object->if_contains(name) : nullptr;
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string_view(*text) : std::string_view();
}

/// Whether the code is of a rule that a client with good credentials cannot break.
bool is_about_who_sent(std::string_view code) {
  constexpr std::array ours{"access-key-known"_gateway,        "access-key-active"_gateway,
                            "security-token-valid"_gateway,    "signature-method-known"_gateway,
                            "timestamp-recent"_gateway,        "timestamp-readable"_gateway,
                            "signature-matches"_gateway,       "version-known"_gateway,
                            "common-parameters-given"_gateway, "nonce-unused"_gateway};
  return std::ranges::any_of(ours, [&](GatewayRuleId id) {
    const std::string_view known = rule(id).code;
    const auto open = known.find("%s");
    if (open == std::string_view::npos) return known == code;
    constexpr std::array common{"AccessKeyId",      "Signature",      "SignatureMethod",
                                "SignatureVersion", "SignatureNonce", "Timestamp",
                                "Version"};
    return std::ranges::any_of(common, [&](std::string_view name) {
      return code == std::string(known.substr(0, open)) + std::string(name);
    });
  });
}

Reply lost(std::string why) {
  Reply reply;
  reply.kind = Reply::Kind::Lost;
  reply.observation.is_lost = true;
  reply.why = std::move(why);
  return reply;
}

}  // namespace

Reply reply_of(const HttpResponse& response) {
  Reply reply;
  auto read = read_document(response.body);
  if (response.status >= server_error) {
    reply = lost(fmt::format("the endpoint answered {}", response.status));
    reply.observation.status = response.status;
    if (read) reply.observation.body = std::move(read->document);
    return reply;
  }
  if (!read) {
    reply = lost(read.error().message);
    reply.kind = Reply::Kind::NotUnderstood;
    reply.observation.status = response.status;
    return reply;
  }
  reply.observation.status = response.status;
  reply.observation.body = std::move(read->document);
  reply.observation.are_types_known = read->are_types_known;
  const std::string_view code = text_at(reply.observation.body, "Code");
  if (is_about_who_sent(code)) {
    reply.kind = Reply::Kind::TurnedAway;
    reply.why = fmt::format("the endpoint answered {} {}: {}", response.status, printable(code),
                            printable(text_at(reply.observation.body, "Message")));
  }
  return reply;
}

struct ClientEndpoint::Parts {
  HttpClient client;
  std::vector<Credential> credentials;
  ClientOptions options;
  std::unique_ptr<ControlClient> control;
  std::uint64_t nonces = 0;
  std::int64_t begun = Clock::now().time_since_epoch().count();

  HttpRequest signed_anew(const Request& request, const Credential& credential) {
    SigningOptions signing;
    signing.scheme = options.scheme;
    signing.format = options.format;
    signing.host = client.url().authority();
    signing.timestamp = to_string(present());
    signing.nonce = fmt::format("imgfam-{:x}-{:x}-{}", begun, options.seed, ++nonces);
    HttpRequest http = signed_request(request, credential, signing);
    http.target = client.url().path;
    return http;
  }

  static SimTime present() {
    return {
        std::chrono::duration_cast<std::chrono::seconds>(Clock::now().time_since_epoch()).count()};
  }
};

ClientEndpoint::ClientEndpoint(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ClientEndpoint::~ClientEndpoint() = default;
ClientEndpoint::ClientEndpoint(ClientEndpoint&&) noexcept = default;
ClientEndpoint& ClientEndpoint::operator=(ClientEndpoint&&) noexcept = default;

Result<ClientEndpoint> ClientEndpoint::at(const std::string& url,
                                          std::vector<Credential> credentials,
                                          const ClientOptions& options) {
  auto parsed = parse_url(url);
  if (!parsed) return parsed.error();
  const ConnectionOptions connection{options.timeout, options.trusted_pem};
  auto parts = std::make_unique<Parts>(
      Parts{HttpClient(std::move(*parsed), connection), std::move(credentials), options, {}});
  if (!options.control.empty()) {
    auto control = parse_url(options.control);
    if (!control) return control.error();
    parts->control = std::make_unique<ControlClient>(HttpClient(std::move(*control), connection));
  }
  return ClientEndpoint(std::move(parts));
}

Reply ClientEndpoint::send(const Request& request) {
  const auto credential =
      std::ranges::find(parts_->credentials, request.account, &Credential::account);
  if (credential == parts_->credentials.end()) {
    Reply reply = lost(fmt::format("no credential of account {}", to_string(request.account)));
    reply.kind = Reply::Kind::TurnedAway;
    return reply;
  }
  Reply reply;
  for (int i = 0; i < throttled_tries_max; ++i) {
    const auto came = parts_->client.exchange(parts_->signed_anew(request, *credential));
    if (const auto* none = std::get_if<NoAnswer>(&came)) return lost(none->why);
    reply = reply_of(std::get<HttpResponse>(came));
    if (!text_at(reply.observation.body, "Code").starts_with("Throttling")) return reply;
    std::this_thread::sleep_for(throttled_wait * (1 << i));
  }
  return lost("the endpoint throttles requests");
}

std::optional<SimTime> ClientEndpoint::now() {
  if (parts_->control) return std::nullopt;
  return Parts::present();
}

void ClientEndpoint::wait(Duration by) {
  std::this_thread::sleep_for(std::chrono::seconds(by.seconds));
}

std::vector<AccountId> ClientEndpoint::accounts() const {
  std::vector<AccountId> out;
  for (const Credential& credential : parts_->credentials) {
    if (std::ranges::find(out, credential.account) == out.end()) out.push_back(credential.account);
  }
  return out;
}

EndpointControl* ClientEndpoint::control() { return parts_->control.get(); }

}  // namespace imgfam
