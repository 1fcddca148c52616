#include <imgfam/http/recorder.hpp>

#include <imgfam/rules/parameters.hpp>
#include <imgfam/scenario/expectation.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

/// Marks name a scenario and how many of its steps.
constexpr unsigned steps_bits = 32;

/// What a success answers, but for the RequestId, which no replay repeats.
std::vector<ExpectedValue> answered(const Response& response) {
  std::vector<ExpectedValue> values;
  for (const auto& [name, value] : response.document) {
    if (name != "RequestId") values.push_back({std::string(name), value});
  }
  return values;
}

}  // namespace

Recorder::Recorder(const Scenario& beginning) { static_cast<void>(begin(beginning)); }

std::vector<Scenario> Recorder::scenarios() const {
  std::vector<Scenario> all;
  for (const Scenario& scenario : scenarios_) {
    if (scenario.steps.empty()) continue;
    all.push_back(scenario);
    all.back().name = all.size() == 1 ? "A recorded session"
                                      : fmt::format("A recorded session, part {}", all.size());
  }
  return all;
}

void Recorder::add(StepAction step) {
  scenarios_.back().steps.push_back({std::move(step), {}});
  ++steps_;
}

void Recorder::add_request(const Request& request, const Outcome& outcome, const Trace& trace) {
  RequestStep step;
  step.request = request;
  step.expect = expectation(outcome, trace, false);
  step.expect.unchanged.reset();
  if (const auto* response = std::get_if<Response>(&outcome))
    step.expect.response = answered(*response);
  add(std::move(step));
}

Result<void> Recorder::act(const Act& act, const Outcome& outcome, const Trace& trace) {
  if (is_full()) return {};
  if (const auto* joins = std::get_if<AccountJoins>(&act.what)) {
    // It may as well have been there from the beginning.
    scenarios_.back().given.accounts.push_back(joins->account);
    return {};
  }
  const auto* request = std::get_if<Request>(&act.what);
  if (request && !find_operation(request->action)) return {};
  if (act.at > clock_) {
    add(AdvanceStep{act.at - clock_});
    clock_ = act.at;
  }
  if (request) add_request(*request, outcome, trace);
  if (const auto* intervenes = std::get_if<Intervenes>(&act.what)) {
    PlatformStep step;
    step.event = static_cast<PlatformEvent>(intervenes->what);
    step.image = intervenes->image;
    if (is_refused(outcome)) step.expect.rules = std::get<Refusal>(outcome).broken;
    add(std::move(step));
  }
  return {};
}

Result<void> Recorder::begin(const Scenario& beginning) {
  scenarios_.push_back(beginning);
  scenarios_.back().steps.clear();
  clock_ = beginning.given.clock;
  return {};
}

std::uint64_t Recorder::mark() const {
  return (std::uint64_t{scenarios_.size() - 1} << steps_bits) + scenarios_.back().steps.size();
}

Result<void> Recorder::return_to(std::uint64_t mark) {
  Scenario again = scenarios_[mark >> steps_bits];
  again.steps.resize(mark & ((std::uint64_t{1} << steps_bits) - 1));
  clock_ = again.given.clock;
  for (const ScenarioStep& step : again.steps) {
    if (const auto* advance = std::get_if<AdvanceStep>(&step.what)) clock_ = clock_ + advance->by;
  }
  scenarios_.push_back(std::move(again));
  steps_ += scenarios_.back().steps.size();
  return {};
}

}  // namespace imgfam
