#include <imgfam/scenario/replay.hpp>

#include "judge.hpp"

#include <imgfam/model/assert.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

namespace imgfam {
namespace {

/// Replays one scenario under one edition.
class Replay {
 public:
  Replay(const Scenario& scenario, const ReplayOptions& options, Edition edition, bool record,
         std::size_t steps_max)
      : scenario_(scenario), options_(options), is_recording_(record), steps_max_(steps_max) {
    run_.edition = edition;
  }

  Run run() {
    auto cloud = set_up(scenario_, run_.edition, options_.readings);
    if (!cloud) {
      run_.cannot_begin = Mismatch{"given", "a cloud", cloud.error().message};
      return std::move(run_);
    }
    cloud_ = std::move(*cloud);
    run_.holds = true;
    for (std::size_t i = 0; i < std::min(scenario_.steps.size(), steps_max_) && run_.holds; ++i)
      take(i);
    if (run_.holds && run_.checks == 0 && steps_max_ >= scenario_.steps.size()) {
      run_.holds = false;
      run_.cannot_begin =
          Mismatch{"steps", "at least one request or check", "nothing was evaluated"};
    }
    return std::move(run_);
  }

 private:
  void take(std::size_t index) {
    step_ = StepRun{};
    step_.index = index;
    if (is_recording_) note_before(index);
    std::visit([&](const auto& step) { act(step); }, scenario_.steps[index].what);
    if (is_recording_) note_after();
    ++run_.steps_done;
    run_.holds = step_.mismatches.empty();
    if (is_recording_) run_.steps.push_back(std::move(step_));
  }

  // ---- Steps ----

  void act(const RequestStep& step) {
    Request request = step.request;
    for (Parameter& p : request.parameters)
      fill(p.value);
    if (!step_.mismatches.empty()) return;  // A name that nothing was bound to.
    ++run_.requests;
    ++run_.checks;
    std::optional<Cloud> before;
    if (step.expect.unchanged) before = cloud_;
    const bool is_traced = is_recording_ || options_.coverage || step.expect.ignored;
    Outcome outcome = cloud_.handle(request, is_traced ? &step_.trace : nullptr);
    note_coverage(outcome);
    judge_outcome(step.expect, outcome, step_.mismatches, [&](std::string text) {
      fill(text);
      return text;
    });
    if (step.expect.unchanged)
      judge_unchanged(*step.expect.unchanged, *before == cloud_, step_.mismatches);
    if (step.expect.ignored) judge_ignored(*step.expect.ignored, step_.trace, step_.mismatches);
    for (const Binding& b : step.bind)
      bind(b, outcome);
    if (!is_recording_) return;
    step_.request = std::move(request);
    step_.outcome = std::move(outcome);
  }

  void act(const PlatformStep& step) {
    ++run_.checks;
    std::string image = step.image;
    fill(image);
    std::optional<Cloud> before;
    if (step.expect.unchanged) before = cloud_;
    const bool is_traced = is_recording_ || options_.coverage;
    const Event events[] = {event::Begin{}, event::Finish{}, event::Fail{}, event::Disable{}};
    Outcome outcome = cloud_.platform(image, events[static_cast<std::size_t>(step.event)],
                                      is_traced ? &step_.trace : nullptr);
    note_coverage(outcome);
    judge_outcome(step.expect, outcome, step_.mismatches, [&](std::string text) {
      fill(text);
      return text;
    });
    if (step.expect.unchanged)
      judge_unchanged(*step.expect.unchanged, *before == cloud_, step_.mismatches);
    if (is_recording_) step_.outcome = std::move(outcome);
  }

  void act(const AdvanceStep& step) {
    if (cloud_.now() + step.by > sim_time_max) {
      step_.mismatches.push_back(
          {"advance", "a time until 9999", to_string(step.by) + " later is beyond it"});
      return;
    }
    cloud_.advance(step.by, is_recording_ || options_.coverage ? &step_.trace : nullptr);
    if (options_.coverage) options_.coverage->add(step_.trace);
  }

  void act(FamilyCheck check) {
    ++run_.checks;
    fill(check.family);
    fill(check.resolves_to);
    judge(check, cloud_, step_.mismatches);
  }

  void act(ImageCheck check) {
    ++run_.checks;
    fill(check.image);
    judge(check, cloud_, step_.mismatches);
  }

  void act(InstanceCheck check) {
    ++run_.checks;
    fill(check.instance);
    if (check.image) fill(*check.image);
    judge(check, cloud_, step_.mismatches);
  }

  // ---- Names bound to values ----

  void bind(const Binding& binding, const Outcome& outcome) {
    const auto* response = std::get_if<Response>(&outcome);
    const boost::json::value* value =
        response ? value_at(response->document, binding.place) : nullptr;
    if (!value || value->is_object() || value->is_array()) {
      step_.mismatches.push_back({"bind " + binding.name, "a value at " + binding.place,
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
        step_.mismatches.push_back(
            {"${" + name + "}", "a bound value", "no step before has bound it"});
        return;
      }
      text.replace(at, end - at + 1, known->second);
      at += known->second.size();
    }
  }

  // ---- Recording ----

  void note_coverage(const Outcome& outcome) {
    if (!options_.coverage) return;
    options_.coverage->add(step_.trace);
    options_.coverage->add(outcome);
  }

  void note_before(std::size_t index) {
    before_ = cloud_;
    families_ = families_touched(scenario_.steps[index], cloud_);
    step_.families_before = shown_families();
  }

  void note_after() {
    step_.changes = changes_between(before_, cloud_);
    for (const FamilyPlace& place : families_touched(scenario_.steps[step_.index], cloud_)) {
      if (std::find(families_.begin(), families_.end(), place) == families_.end())
        families_.push_back(place);
    }
    step_.families_after = shown_families();
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
  Cloud before_;
  std::vector<FamilyPlace> families_;
  std::map<std::string, std::string, std::less<>> bound_;
  StepRun step_;
  Run run_;
};

Run replay_under(const Scenario& scenario, const ReplayOptions& options, Edition edition) {
  constexpr std::size_t all = static_cast<std::size_t>(-1);
  Run run = Replay(scenario, options, edition, options.trace, all).run();
  if (run.holds || options.trace || run.cannot_begin) return run;
  // Once more, to record the step that failed.
  ReplayOptions quiet = options;
  quiet.coverage = nullptr;
  Run recorded = Replay(scenario, quiet, edition, true, run.steps_done).run();
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
