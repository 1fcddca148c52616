// ClientEndpoint: an implementation that speaks the protocol over HTTP, as a client sees it.
#pragma once

#include <imgfam/http/gateway.hpp>
#include <imgfam/oracle/endpoint.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace imgfam {

struct ClientOptions {
  SignatureScheme scheme = SignatureScheme::HmacSha1;
  WireFormat format = WireFormat::Json;
  std::chrono::milliseconds timeout{10'000};  ///< For connecting, and for an answer.
  /// Certificates in PEM that are trusted beside the system's, where a URL is https.
  std::string trusted_pem{};
  /// Where its control interface is; empty: it has none.
  std::string control;
  /// What nonces are made of beside the time at which the process began.
  std::uint64_t seed = 1;
};

class ClientEndpoint : public Endpoint {
 public:
  /// ERRORS: CNF002 the URLs. Nothing is sent yet. REQUIRES: a credential.
  static Result<ClientEndpoint> at(const std::string& url, std::vector<Credential> credentials,
                                   const ClientOptions& options);
  ~ClientEndpoint() override;
  ClientEndpoint(ClientEndpoint&&) noexcept;
  ClientEndpoint& operator=(ClientEndpoint&&) noexcept;

  /// A request of an account without a credential is turned away. One that was throttled is sent
  /// again after a while, a few times.
  Reply send(const Request& request) override;
  /// By the system's clock; nothing where the endpoint is controlled.
  std::optional<SimTime> now() override;
  void wait(Duration by) override;
  std::vector<AccountId> accounts() const override;

  /// Its control interface; nullptr when it has none.
  EndpointControl* control();

 private:
  struct Parts;
  explicit ClientEndpoint(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

/// What an HTTP response says.
Reply reply_of(const HttpResponse& response);

}  // namespace imgfam
