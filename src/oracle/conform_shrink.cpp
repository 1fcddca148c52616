#include <imgfam/oracle/conform_shrink.hpp>

#include <imgfam/scenario/expectation.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/reduce.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

std::vector<ReadingId> decided_readings(const Conformance& known) {
  std::vector<ReadingId> out;
  for (const QuestionReport& question : known.questions()) {
    if (question.possible.size() == 1 && !question.excluded.empty())
      out.push_back(question.possible.front());
  }
  return out;
}

/// The options' readings, but for questions that the scenario decides; its edition, where it has
/// one alone.
ConformOptions options_for(ConformOptions options, const Scenario& scenario) {
  if (scenario.editions.size() == 1) options.edition = scenario.editions.front();
  for (const ReadingId id : scenario.readings) {
    std::erase_if(options.readings, [&](ReadingId r) { return r.question == id.question; });
    options.readings.push_back(id);
  }
  return options;
}

/// What the model does with the scenario becomes what the scenario expects.
class Expecting {
 public:
  Expecting(Scenario scenario, Edition edition) : scenario_(std::move(scenario)) {
    scenario_.editions = {edition};
  }

  Scenario filled() {
    auto cloud = set_up(scenario_, scenario_.editions.front());
    if (!cloud) return std::move(scenario_);
    for (ScenarioStep& step : scenario_.steps) {
      if (auto* request = std::get_if<RequestStep>(&step.what)) expect(*request, *cloud);
      if (auto* platform = std::get_if<PlatformStep>(&step.what)) {
        const bool is_done =
            !is_refused(cloud->platform(platform->image, event_of(platform->event)));
        platform->expect = {};
        if (!is_done) platform->expect.status = 0;
      }
      if (const auto* advance = std::get_if<AdvanceStep>(&step.what)) cloud->advance(advance->by);
      if (auto* check = std::get_if<FamilyCheck>(&step.what)) as_it_will_be(*check, *cloud);
      if (auto* check = std::get_if<ImageCheck>(&step.what)) as_it_will_be(*check, *cloud);
      if (auto* check = std::get_if<InstanceCheck>(&step.what)) as_it_will_be(*check, *cloud);
    }
    return std::move(scenario_);
  }

 private:
  void expect(RequestStep& step, Cloud& cloud) {
    Request request = step.request;
    for (Parameter& p : request.parameters)
      fill(p.value, names_);
    Answered answered = send(cloud, request);
    step.expect = std::move(answered.expect);
    const auto* response = std::get_if<Response>(&answered.outcome);
    std::erase_if(step.bind, [&](const Binding& binding) {
      const auto* value = response ? value_at(response->document, binding.place) : nullptr;
      const auto* text = value ? value->if_string() : nullptr;
      if (text) names_[binding.name] = std::string(*text);
      return text == nullptr;
    });
  }

  template <class C>
  void as_it_will_be(C& check, const Cloud& cloud) const {
    Check filled = check;
    for_each_text(filled, [&](std::string& text) { fill(text, names_); });
    if (holds(filled, cloud)) return;
    check = std::get<C>(as_it_is(filled, cloud));
  }

  Scenario scenario_;
  Names names_;
};

class AlikeJudge {
 public:
  AlikeJudge(Endpoint& endpoint, EndpointControl* control, const ConformOptions& options,
             ViolationKind wanted, const std::function<bool()>& may_go_on)
      : endpoint_(endpoint),
        control_(control),
        options_(options),
        wanted_(std::move(wanted)),
        may_go_on_(may_go_on) {}

  /// It violates alike at its last step, as it is and as it is written.
  bool operator()(const Scenario& scenario) {
    if (!may_go_on_()) {
      is_stopped = true;
      return false;
    }
    return can_be_kept(scenario);
  }

  /// The same, however much time is left.
  bool can_be_kept(const Scenario& scenario) {
    return reads_back(scenario) && violates_alike(scenario);
  }

  bool violates_alike(const Scenario& scenario) {
    ConformRun run = judge_alone(endpoint_, control_, options_, scenario);
    if (!run.violation || kind_of(*run.violation) != wanted_) return false;
    if (run.violation->step && *run.violation->step + 1 != scenario.steps.size()) return false;
    violation = std::move(run.violation);
    return true;
  }

  std::optional<JudgedRequest> violation;  ///< The last one found.
  bool is_stopped = false;

 private:
  static bool reads_back(const Scenario& scenario) {
    const ParsedScenarios read = parse_all(write_yaml(scenario), "", TextKind::Yaml);
    return read.problems.empty() && read.scenarios.size() == 1;
  }

  Endpoint& endpoint_;
  EndpointControl* control_;
  ConformOptions options_;
  ViolationKind wanted_;
  const std::function<bool()>& may_go_on_;
};

}  // namespace

ConformRun judge_alone(Endpoint& endpoint, EndpointControl* control, const ConformOptions& options,
                       const Scenario& scenario) {
  return Conformance(endpoint, control, options_for(options, scenario)).judge(scenario);
}

ShrunkViolation shrink(Endpoint& endpoint, EndpointControl* control, const Conformance& known,
                       const Scenario& scenario, const ConformRun& found,
                       const ViolationShrinkOptions& options) {
  const Edition edition = known.options().edition;
  ShrunkViolation out;
  out.violation = *found.violation;
  Scenario begin = scenario;
  begin.readings.clear();
  begin.editions = {edition};
  begin.covers.clear();
  begin.steps.resize(found.violation->step.value_or(0) + 1);
  out.scenario = begin;

  AlikeJudge judge(endpoint, control, known.options(), kind_of(*found.violation),
                   options.may_go_on);
  if (!judge.can_be_kept(begin)) {
    begin.readings = decided_readings(known);
    if (!judge.can_be_kept(begin)) return out;
  }
  Reduced reduced = reduce(std::move(begin), std::ref(judge), options.tries_max);
  out.is_reproduced = true;
  out.is_minimal = reduced.is_minimal && !judge.is_stopped;
  out.tries = reduced.tries;
  out.violation = std::move(*judge.violation);
  out.scenario = Expecting(std::move(reduced.scenario), edition).filled();
  return out;
}

}  // namespace imgfam
