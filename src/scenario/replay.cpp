#include <imgfam/scenario/replay.hpp>

#include "judge.hpp"

#include <imgfam/model/assert.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

namespace imgfam {
namespace {

/// Replays one scenario on a cloud that is set up for it.
class Replay {
 public:
  Replay(const Scenario& scenario, const ReplayOptions& options, Cloud cloud, bool record,
         std::size_t steps_max)
      : scenario_(scenario),
        options_(options),
        is_recording_(record),
        steps_max_(steps_max),
        cloud_(std::move(cloud)) {
    run_.edition = cloud_.settings().edition;
  }

  Run run() {
    run_.holds = true;
    for (std::size_t i = 0; i < std::min(scenario_.steps.size(), steps_max_) && run_.holds; ++i)
      take(i);
    if (run_.holds && run_.checks == 0 && steps_max_ >= scenario_.steps.size()) {
      run_.holds = false;
      run_.cannot_begin =
          Mismatch{"steps", "at least one request or check", "nothing was evaluated"};
    }
    if (options_.end) *options_.end = cloud_;
    return std::move(run_);
  }

 private:
  void take(std::size_t index) {
    trace_ = {};
    if (is_recording_) begin_record(index);
    std::visit([&](const auto& step) { act(step); }, scenario_.steps[index].what);
    ++run_.steps_done;
    run_.holds = mismatches_.empty();
    if (is_recording_) end_record();
  }

  // ---- Steps ----

  void act(const RequestStep& step) {
    const std::optional<Request> filled = filled_in(step.request);
    if (!mismatches_.empty()) return;  // A name that nothing was bound to.
    const Request& request = filled ? *filled : step.request;
    const Outcome outcome =
        judged(step.expect, [&](Trace* trace) { return cloud_.handle(request, trace); });
    for (const Binding& b : step.bind)
      bind(b, outcome);
    ++run_.requests;
    if (is_recording_) record_.request = request;
  }

  void act(const PlatformStep& step) {
    std::string image = step.image;
    fill(image);
    const Event events[] = {event::Begin{}, event::Finish{}, event::Fail{}, event::Disable{}};
    const Event& event = events[static_cast<std::size_t>(step.event)];
    judged(step.expect, [&](Trace* trace) { return cloud_.platform(image, event, trace); });
  }

  /// Lets `answer` change the cloud, and judges what it answers.
  template <class Answer>
  Outcome judged(const Expect& expect, const Answer& answer) {
    ++run_.checks;
    std::optional<Cloud> before;
    if (expect.unchanged) before = cloud_;
    const bool is_traced = is_recording_ || options_.coverage || expect.ignored;
    Outcome outcome = answer(is_traced ? &trace_ : nullptr);
    if (options_.coverage) {
      options_.coverage->add(trace_);
      options_.coverage->add(outcome);
    }
    judge_outcome(expect, outcome, mismatches_, [&](std::string text) {
      fill(text);
      return text;
    });
    if (expect.unchanged) judge_unchanged(*expect.unchanged, *before == cloud_, mismatches_);
    if (expect.ignored) judge_ignored(*expect.ignored, trace_, mismatches_);
    if (is_recording_) record_.outcome = outcome;
    return outcome;
  }

  void act(const AdvanceStep& step) {
    if (cloud_.now() + step.by > sim_time_max) {
      mismatches_.push_back(
          {"advance", "a time until 9999", to_string(step.by) + " later is beyond it"});
      return;
    }
    cloud_.advance(step.by, is_recording_ || options_.coverage ? &trace_ : nullptr);
    if (options_.coverage) options_.coverage->add(trace_);
  }

  void act(FamilyCheck check) {
    ++run_.checks;
    fill(check);
    judge(check, cloud_, mismatches_);
  }

  void act(ImageCheck check) {
    ++run_.checks;
    fill(check);
    judge(check, cloud_, mismatches_);
  }

  void act(InstanceCheck check) {
    ++run_.checks;
    fill(check);
    judge(check, cloud_, mismatches_);
  }

  // ---- Names bound to values ----

  void bind(const Binding& binding, const Outcome& outcome) {
    const auto* response = std::get_if<Response>(&outcome);
    const boost::json::value* value =
        response ? value_at(response->document, binding.place) : nullptr;
    if (!value || value->is_object() || value->is_array()) {
      mismatches_.push_back({"bind " + binding.name, "a value at " + binding.place,
                             value ? "a structure" : "nothing there"});
      return;
    }
    bound_[binding.name] = text_of(*value);
  }

  /// Puts the bound values in for every `${name}`.
  void fill(std::string& text) {
    for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
      const auto end = text.find('}', at);
      if (end == std::string::npos) return;
      const std::string name = text.substr(at + 2, end - at - 2);
      const auto known = bound_.find(name);
      if (known == bound_.end()) {
        mismatches_.push_back({"${" + name + "}", "a bound value", "no step before has bound it"});
        return;
      }
      text.replace(at, end - at + 1, known->second);
      at += known->second.size();
    }
  }

  void fill(std::optional<std::string>& text) {
    if (text) fill(*text);
  }
  void fill(FamilyCheck& check) {
    fill(check.family);
    fill(check.resolves_to);
  }
  void fill(ImageCheck& check) {
    fill(check.image);
    fill(check.name);
    fill(check.family);
    fill(check.description);
  }
  void fill(InstanceCheck& check) {
    fill(check.instance);
    fill(check.image);
  }
  void fill(PlatformStep& step) { fill(step.image); }
  void fill(RequestStep& step) {
    for (Parameter& p : step.request.parameters)
      fill(p.value);
  }
  void fill(AdvanceStep&) {}

  /// The request with the bound values in its parameters; nothing when it names none.
  std::optional<Request> filled_in(const Request& request) {
    const bool names_some =
        std::any_of(request.parameters.begin(), request.parameters.end(),
                    [](const Parameter& p) { return p.value.find("${") != std::string::npos; });
    if (!names_some) return std::nullopt;
    Request filled = request;
    for (Parameter& p : filled.parameters)
      fill(p.value);
    return filled;
  }

  // ---- Recording ----

  void begin_record(std::size_t index) {
    record_ = {};
    record_.index = index;
    before_ = cloud_;
    families_ = families_now();
    record_.families_before = shown_families();
  }

  void end_record() {
    record_.changes = changes_between(*before_, cloud_);
    for (const FamilyPlace& place : families_now()) {
      if (std::find(families_.begin(), families_.end(), place) == families_.end())
        families_.push_back(place);
    }
    record_.families_after = shown_families();
    record_.trace = std::move(trace_);
    record_.mismatches = std::move(mismatches_);
    run_.steps.push_back(std::move(record_));
  }

  /// The families that the step touches, under the names that its `${…}` stand for.
  std::vector<FamilyPlace> families_now() {
    ScenarioStep step = scenario_.steps[record_.index];
    const std::size_t mismatches = mismatches_.size();
    std::visit([&](auto& what) { fill(what); }, step.what);
    mismatches_.resize(mismatches);  // The step itself tells of a name that is not bound.
    return families_touched(step, cloud_);
  }

  std::vector<std::string> shown_families() const {
    std::vector<std::string> out;
    for (const FamilyPlace& place : families_)
      out.push_back(show_family(cloud_, place));
    return out;
  }

  const Scenario& scenario_;
  const ReplayOptions& options_;
  bool is_recording_;
  std::size_t steps_max_;
  Cloud cloud_;
  std::map<std::string, std::string, std::less<>> bound_;
  Trace trace_;                       // Of the present step.
  std::vector<Mismatch> mismatches_;  // Of the present step: the first that has some is the last.
  std::optional<Cloud> before_;       // These three while recording.
  std::vector<FamilyPlace> families_;
  StepRun record_;
  Run run_;
};

Run replay_under(const Scenario& scenario, const ReplayOptions& options, Edition edition) {
  constexpr auto all = static_cast<std::size_t>(-1);
  auto cloud = set_up(scenario, edition, options.readings);
  if (!cloud) {
    Run run;
    run.edition = edition;
    run.cannot_begin = Mismatch{"given", "a cloud", cloud.error().message};
    return run;
  }
  Run run = Replay(scenario, options, std::move(*cloud), options.trace, all).run();
  if (run.holds || options.trace || run.cannot_begin) return run;
  // Once more, to record the step that failed.
  ReplayOptions quiet = options;
  quiet.coverage = nullptr;
  quiet.end = nullptr;
  auto again = set_up(scenario, edition, options.readings);
  Run recorded = Replay(scenario, quiet, std::move(*again), true, run.steps_done).run();
  run.steps.push_back(std::move(recorded.steps.back()));
  return run;
}

}  // namespace

Result<Cloud> set_up(const Scenario& scenario, Edition edition,
                     const std::vector<ReadingId>& readings) {
  Settings settings;
  settings.edition = edition;
  for (const ReadingId id : scenario.readings)
    settings.interpretation.choose(id);
  for (const ReadingId id : readings)
    settings.interpretation.choose(id);
  settings.quotas = scenario.given.quotas;
  settings.settle = scenario.given.settle;
  settings.clock = scenario.given.clock;
  settings.seed = scenario.given.seed;
  Cloud cloud(settings);
  cloud.add_account(scenario.given.account);
  for (const AccountId account : scenario.given.accounts)
    cloud.add_account(account);
  for (const auto* images : {&scenario.given.system_images, &scenario.given.images}) {
    for (const Image& image : *images) {
      if (auto added = cloud.add(image); !added) return added.error();
    }
  }
  for (const Instance& instance : scenario.given.instances) {
    if (auto added = cloud.add(instance); !added) return added.error();
  }
  return cloud;
}

std::vector<Run> replay(const Scenario& scenario, const ReplayOptions& options) {
  std::vector<Run> runs;
  if (options.edition) {
    runs.push_back(replay_under(scenario, options, *options.edition));
    return runs;
  }
  for (const Edition edition : scenario.editions)
    runs.push_back(replay_under(scenario, options, edition));
  return runs;
}

}  // namespace imgfam
