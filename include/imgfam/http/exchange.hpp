// Exchange: what is kept of a request and its answer, for the access log, the log of the control
// interface and the metrics.
#pragma once

#include <imgfam/http/wire_request.hpp>
#include <imgfam/model/outcome.hpp>
#include <imgfam/model/sim_time.hpp>

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace imgfam {

struct Exchange {
  static constexpr std::size_t name_bytes_max = 128;  ///< Of a method, an action or a parameter.
  static constexpr std::size_t names_max = 20;        ///< Of parameters; more are a `…`.

  std::uint64_t number = 0;  ///< From 1, of this run of the emulator.
  SimTime time;              ///< Of the emulator's clock on the wall.
  std::string peer;
  std::string method;
  std::string action;  ///< Of a request that the gateway refused, too; empty where it has none.
  AccountId account;   ///< Nobody, where the gateway did not let the request through.
  int status = 0;
  std::string code;  ///< Of an error.
  std::string request_id;
  std::vector<RuleId> broken;            ///< Of the catalogue, in order of precedence.
  std::vector<RuleId> effects;           ///< What a success brought about, by rule.
  const GatewayRule* gateway = nullptr;  ///< The rule of the gateway that was broken.
  std::vector<std::string> not_judged;   ///< Parameters that the model leaves out.
  bool is_by_neighbour = false;          ///< Answered beside the model, without judging.
  std::chrono::microseconds took{0};
};

/// Cuts what clients may make as long as they like: ten thousand exchanges are kept.
void cut_long_names(Exchange& exchange);

/// One object for the log: what is empty is left out.
boost::json::object to_json(const Exchange& exchange);

/// The last of them.
class ExchangeLog {
 public:
  static constexpr std::size_t kept_max = 10'000;

  void add(Exchange exchange);
  const std::deque<Exchange>& kept() const { return kept_; }

 private:
  std::deque<Exchange> kept_;
};

}  // namespace imgfam
