#include <imgfam/scenario/replay.hpp>

#include "families_touched.hpp"

#include <imgfam/model/assert.hpp>

#include <algorithm>

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
    const StepAction& what = scenario_.steps[index].what;
    const bool is_traced = is_recording_ || options_.coverage != nullptr;
    StepTaken taken = imgfam::take(what, cloud_, bound_, is_traced ? &trace_ : nullptr);
    const bool is_check =
        std::visit([]<class S>(const S&) { return std::is_constructible_v<Check, S>; }, what);
    if (is_check || taken.outcome) ++run_.checks;
    if (taken.outcome && std::holds_alternative<RequestStep>(what)) ++run_.requests;
    if (options_.coverage) {
      options_.coverage->add(trace_);
      if (taken.outcome) options_.coverage->add(*taken.outcome);
    }
    ++run_.steps_done;
    run_.holds = taken.mismatches.empty();
    if (is_recording_) end_record(std::move(taken));
  }

  // ---- Recording ----

  void begin_record(std::size_t index) {
    record_ = {};
    record_.index = index;
    before_ = cloud_;
    families_ = families_now();
    record_.families_before = shown_families();
  }

  void end_record(StepTaken taken) {
    const auto* request = std::get_if<RequestStep>(&scenario_.steps[record_.index].what);
    if (request && taken.outcome)
      record_.request = taken.filled ? std::move(taken.filled) : request->request;
    record_.outcome = std::move(taken.outcome);
    record_.changes = changes_between(*before_, cloud_);
    for (const FamilyPlace& place : families_now()) {
      if (std::find(families_.begin(), families_.end(), place) == families_.end())
        families_.push_back(place);
    }
    record_.families_after = shown_families();
    record_.trace = std::move(trace_);
    record_.mismatches = std::move(taken.mismatches);
    run_.steps.push_back(std::move(record_));
  }

  /// The families that the step touches, under the names that its `${…}` stand for.
  std::vector<FamilyPlace> families_now() {
    ScenarioStep step = scenario_.steps[record_.index];
    for_each_text(step.what, [&](std::string& text) { fill(text, bound_); });
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
  Names bound_;
  Trace trace_;                  // Of the present step.
  std::optional<Cloud> before_;  // These three while recording.
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
