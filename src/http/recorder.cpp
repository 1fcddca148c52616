#include <imgfam/http/recorder.hpp>

#include <imgfam/model/assert.hpp>
#include <imgfam/rules/parameters.hpp>
#include <imgfam/scenario/expectation.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace imgfam {
namespace {

namespace json = boost::json;

/// Marks name a part and how many of its steps.
constexpr unsigned steps_bits = 32;

/// What a success answers, but for the RequestId, which no replay repeats.
std::vector<ExpectedValue> answered(const Response& response) {
  std::vector<ExpectedValue> values;
  for (const auto& [name, value] : response.document) {
    if (name != "RequestId") values.push_back({std::string(name), value});
  }
  return values;
}

/// Nothing for what a scenario has no word for.
std::optional<PlatformEvent> event_of(Intervention what) {
  switch (what) {
    case Intervention::Begin:
      return PlatformEvent::Begin;
    case Intervention::Finish:
      return PlatformEvent::Finish;
    case Intervention::Fail:
      return PlatformEvent::Fail;
    case Intervention::Disable:
      return PlatformEvent::Disable;
    case Intervention::Hold:
      return std::nullopt;
  }
  return std::nullopt;
}

/// How many bytes the step has as text, in a scenario of its own; nothing where that does not read
/// back as it is: a value with `${`, a text that is too long, a parameter without a name.
std::optional<std::size_t> bytes_of(const ScenarioStep& step, const Given& given) {
  Scenario alone;
  alone.name = "A step";
  alone.given.clock = given.clock;
  alone.given.account = given.account;
  alone.given.region = given.region;
  alone.steps = {step};
  const std::string text = write_yaml(alone);
  const ParsedScenarios read = parse_all(text, "step", TextKind::Yaml);
  if (!read.problems.empty() || read.scenarios != std::vector{alone}) return std::nullopt;
  return text.size();
}

/// As a reader of scenarios counts them: keys, values, lists and mappings.
std::size_t values_in(const json::value& value) {
  std::size_t count = 1;
  if (const auto* list = value.if_array()) {
    for (const json::value& item : *list)
      count += values_in(item);
  }
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object)
      count += 1 + values_in(member);
  }
  return count;
}

std::size_t values_in(const StepAction& action) {
  std::size_t count = 20;  // Of the keys that steps have.
  if (const auto* step = std::get_if<RequestStep>(&action)) {
    count += 2 * step->request.parameters.size() + step->expect.rules.size();
    if (step->expect.ignored) count += step->expect.ignored->size();
    for (const ExpectedValue& expected : step->expect.response)
      count += 1 + values_in(expected.value);
  }
  return count;
}

bool only_reads(const StepAction& action) {
  const auto* step = std::get_if<RequestStep>(&action);
  return step && is_reading(step->request.action);
}

bool only_waits(const ScenarioStep& step) { return std::holds_alternative<AdvanceStep>(step.what); }

/// For where nothing was asked: a scenario in which nothing is evaluated does not hold.
ScenarioStep harmless_request(AccountId caller) {
  RequestStep step;
  step.request = {"DescribeRegions", caller, {}};
  return {std::move(step), "nothing was asked"};
}

Scenario without_steps(const Scenario& beginning) {
  Scenario part = beginning;
  part.why.clear();
  part.steps.clear();
  return part;
}

std::string name_of(const StepAction& action) {
  if (const auto* step = std::get_if<RequestStep>(&action)) return step->request.action;
  if (const auto* step = std::get_if<PlatformStep>(&action))
    return std::string(to_text(step->event));
  return "advance";
}

}  // namespace

Recorder::Recorder(const Scenario& beginning, const RecorderLimits& limits) : limits_(limits) {
  begin_part(without_steps(beginning), {});
}

std::vector<Scenario> Recorder::scenarios() const {
  std::vector<Scenario> all;
  for (const Part& part : parts_) {
    const bool has_something = !part.steps.empty() || !part.beginning.why.empty();
    const bool is_last_hope = all.empty() && &part == &parts_.back();
    if (!has_something && !is_last_hope) continue;
    Scenario& scenario = all.emplace_back(part.beginning);
    scenario.name = all.size() == 1 ? "A recorded session"
                                    : fmt::format("A recorded session, part {}", all.size());
    for (const Step& step : part.steps)
      scenario.steps.push_back(step.what);
    if (std::ranges::all_of(scenario.steps, only_waits))
      scenario.steps.push_back(harmless_request(scenario.given.account));
  }
  return all;
}

/// Takes the room, or notes that there is none.
bool Recorder::has_room_for(const Size& size) {
  const Size sum{kept_.steps + size.steps, kept_.bytes + size.bytes, kept_.values + size.values};
  is_full_ = is_full_ || sum.steps + parts_.size() > limits_.steps_max ||
             sum.bytes > limits_.bytes_max || sum.values > limits_.values_max;
  if (!is_full_) kept_ = sum;
  return !is_full_;
}

void Recorder::leave_out(std::string_view name) {
  constexpr std::string_view begins =
      "Left out, since a scenario cannot say it or it depended on what is beside the model: ";
  std::string& why = parts_.back().beginning.why;
  constexpr std::size_t told_max = 1000;
  if (why.size() > told_max) return;
  why += why.empty() ? begins : ", ";
  why += name;
  ++changes_;
}

/// The step happens to the cloud here as it did, or it is left out and has not happened here.
void Recorder::keep(Step step, std::string_view name) {
  const Size kept_before = kept_;
  if (!has_room_for(step.size)) return;
  std::optional<Cloud> before;
  if (!only_reads(step.what.what)) before = cloud_;
  Names names;
  if (!take(step.what.what, cloud_, names).mismatches.empty()) {
    if (before) cloud_ = std::move(*before);
    kept_ = kept_before;
    return leave_out(name);
  }
  parts_.back().steps.push_back(std::move(step));
  ++changes_;
}

void Recorder::add(StepAction action, std::string_view name) {
  Step step{{std::move(action), {}}, {}};
  const auto bytes = bytes_of(step.what, parts_.back().beginning.given);
  if (!bytes) return leave_out(name);
  step.size = {1, *bytes, values_in(step.what.what)};
  keep(std::move(step), name);
}

void Recorder::add_request(const Request& request, const Outcome& outcome, const Trace& trace) {
  RequestStep step;
  step.request = request;
  step.expect = expectation(outcome, trace, false);
  step.expect.unchanged.reset();
  if (const auto* response = std::get_if<Response>(&outcome))
    step.expect.response = answered(*response);
  add(std::move(step), request.action);
}

void Recorder::add_intervention(const Intervenes& what, const Outcome& outcome) {
  const auto event = event_of(what.what);
  if (!event) return leave_out(to_text(what.what));
  PlatformStep step;
  step.event = *event;
  step.image = what.image;
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) step.expect.rules = refusal->broken;
  add(std::move(step), to_text(what.what));
}

void Recorder::pass_time(SimTime until) {
  if (until > cloud_.now()) add(AdvanceStep{until - cloud_.now()}, "advance");
}

/// A scenario has all its accounts from the beginning. Where that would make another thing of what
/// came before, the part ends, and the next one begins without it.
void Recorder::join(AccountId account) {
  if (cloud_.accounts().contains(account)) return;
  const Part before = parts_.back();
  const Size kept_before = kept_;
  Scenario beginning = before.beginning;
  beginning.given.accounts.push_back(account);
  begin_part(beginning, before.steps);
  if (is_full_ || parts_.back().steps.size() < before.steps.size()) return;
  parts_.erase(parts_.end() - 2);
  kept_ = kept_before;
}

Result<void> Recorder::act(const Act& act, const Outcome& outcome, const Trace& trace) {
  if (is_full_) return {};
  const auto* request = std::get_if<Request>(&act.what);
  if (request && !find_operation(request->action)) return {};
  if (const auto* joins = std::get_if<AccountJoins>(&act.what)) join(joins->account);
  pass_time(act.at);
  if (request) add_request(*request, outcome, trace);
  if (const auto* intervenes = std::get_if<Intervenes>(&act.what))
    add_intervention(*intervenes, outcome);
  return {};
}

void Recorder::begin_part(const Scenario& beginning, const std::vector<Step>& steps) {
  constexpr std::size_t value_bytes_min = 4;
  const std::size_t bytes = write_yaml(beginning).size();
  const Size size{0, bytes, bytes / value_bytes_min};
  if (!parts_.empty() && !has_room_for(size)) return;
  auto cloud = set_up(beginning, beginning.editions.front());
  IMGFAM_ASSERT(cloud.has_value());  // It was set up when the emulator began.
  cloud_ = std::move(*cloud);
  parts_.push_back({beginning, {}});
  for (const Step& step : steps)
    keep(step, name_of(step.what.what));
  ++changes_;
}

Result<void> Recorder::begin(const Scenario& beginning) {
  if (!is_full_) begin_part(without_steps(beginning), {});
  return {};
}

std::uint64_t Recorder::mark() const {
  return (std::uint64_t{parts_.size() - 1} << steps_bits) + parts_.back().steps.size();
}

Result<void> Recorder::return_to(std::uint64_t mark) {
  if (is_full_) return {};
  Part again = parts_[mark >> steps_bits];
  again.steps.resize(mark & ((std::uint64_t{1} << steps_bits) - 1));
  begin_part(again.beginning, again.steps);
  return {};
}

}  // namespace imgfam
