// Endpoint: an implementation under judgement, whatever it is and wherever it runs. Requests go in,
// answers come out.
//
// CloudEndpoint is the one in this process, for tests: a Cloud that pretends to be somebody else's.
// The one over HTTP: http/client_endpoint.hpp.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/cloud/step.hpp>
#include <imgfam/oracle/oracle.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// What came of sending a request.
struct Reply {
  enum class Kind : std::uint8_t {
    Answered,
    /// None came: a time-out, a connection that was lost.
    Lost,
    /// Something came that is neither JSON nor XML. Nobody knows what was done.
    NotUnderstood,
    /// The gateway turned it away, and so it will the next: the credentials do not serve.
    TurnedAway,
  };
  Kind kind = Kind::Answered;
  Observation observation;
  std::string why;  ///< Of all kinds but Answered, a sentence for people.
};

class Endpoint {
 public:
  virtual ~Endpoint() = default;

  /// Sends a request in the name of its account and waits for the answer.
  virtual Reply send(const Request& request) = 0;

  /// The endpoint's present time as far as it can be told: by the clock on the wall. Nothing: its
  /// time stands still but for EndpointControl::advance.
  virtual std::optional<SimTime> now() = 0;

  /// Waits until so much later by that clock.
  virtual void wait(Duration by) = 0;

  /// The accounts in whose names requests can be sent; empty: any.
  virtual std::vector<AccountId> accounts() const = 0;
};

/// What a judge asks of an implementation beside its API: to begin with a given state, to let time
/// pass, to play the platform. Not every implementation can.
class EndpointControl {
 public:
  virtual ~EndpointControl() = default;

  /// Forgets everything and becomes what a scenario is given. The edition is the one that it is
  /// judged by; an implementation that knows one alone need not look at it.
  virtual Result<void> reset(const Given& given, Edition edition) = 0;
  virtual Result<void> advance(Duration by) = 0;
  virtual Result<void> platform(PlatformEvent event, std::string_view image) = 0;
};

/// A cloud as somebody else's implementation: with ids of its own, by another seed.
class CloudEndpoint : public Endpoint, public EndpointControl {
 public:
  /// Follows the interpretation of the settings; the rest is as given.
  explicit CloudEndpoint(const Settings& settings, std::uint64_t seed = 99)
      : settings_(settings), seed_(seed), cloud_(settings) {}

  Reply send(const Request& request) override;
  std::optional<SimTime> now() override { return std::nullopt; }
  void wait(Duration by) override { cloud_.advance(by); }
  std::vector<AccountId> accounts() const override { return {}; }

  Result<void> reset(const Given& given, Edition edition) override;
  Result<void> advance(Duration by) override;
  Result<void> platform(PlatformEvent event, std::string_view image) override;

  /// To spoil it.
  Cloud& cloud() { return cloud_; }

 private:
  Settings settings_;
  std::uint64_t seed_;
  Cloud cloud_;
};

/// An outcome as a client sees it: the document of success, or the error's body.
Observation observation_of(const Outcome& outcome);

/// What the machine of an image is sent.
Event event_of(PlatformEvent event);

}  // namespace imgfam
