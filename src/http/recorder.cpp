#include <imgfam/http/recorder.hpp>

#include <imgfam/http/state_file.hpp>
#include <imgfam/model/assert.hpp>
#include <imgfam/rules/parameters.hpp>
#include <imgfam/scenario/expectation.hpp>
#include <imgfam/scenario/replay.hpp>

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

/// The cloud comes to be what it is after the steps of the last scenario.
void Recorder::begin_again() {
  const Scenario& scenario = scenarios_.back();
  auto cloud = set_up(scenario, scenario.editions.front());
  IMGFAM_ASSERT(cloud.has_value());  // It was set up when the emulator began.
  cloud_ = std::move(*cloud);
  Names names;
  for (const ScenarioStep& step : scenario.steps)
    take(step.what, cloud_, names);
}

void Recorder::leave_out(const Request& request) {
  constexpr std::string_view begins = "Left out, since it depended on what is beside the model: ";
  std::string& why = scenarios_.back().why;
  constexpr std::size_t told_max = 1000;
  if (why.size() > told_max) return;
  why += why.empty() ? std::string(begins) : ", ";
  why += request.action;
}

void Recorder::add_request(const Request& request, const Outcome& outcome, const Trace& trace) {
  const bool is_same = digest_of(cloud_.handle(request)) == digest_of(outcome);
  if (!is_same) {
    leave_out(request);
    return begin_again();
  }
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
    cloud_.add_account(joins->account);
    return {};
  }
  const auto* request = std::get_if<Request>(&act.what);
  if (request && !find_operation(request->action)) return {};
  if (act.at > cloud_.now()) {
    const Duration by = act.at - cloud_.now();
    cloud_.advance(by);
    add(AdvanceStep{by});
  }
  if (request) add_request(*request, outcome, trace);
  if (const auto* intervenes = std::get_if<Intervenes>(&act.what)) {
    PlatformStep step;
    step.event = static_cast<PlatformEvent>(intervenes->what);
    step.image = intervenes->image;
    if (is_refused(outcome)) step.expect.rules = std::get<Refusal>(outcome).broken;
    Names names;
    take(step, cloud_, names);
    add(std::move(step));
  }
  return {};
}

Result<void> Recorder::begin(const Scenario& beginning) {
  scenarios_.push_back(beginning);
  scenarios_.back().why.clear();
  scenarios_.back().steps.clear();
  begin_again();
  return {};
}

std::uint64_t Recorder::mark() const {
  return (std::uint64_t{scenarios_.size() - 1} << steps_bits) + scenarios_.back().steps.size();
}

Result<void> Recorder::return_to(std::uint64_t mark) {
  Scenario again = scenarios_[mark >> steps_bits];
  again.steps.resize(mark & ((std::uint64_t{1} << steps_bits) - 1));
  steps_ += again.steps.size();
  scenarios_.push_back(std::move(again));
  begin_again();
  return {};
}

}  // namespace imgfam
