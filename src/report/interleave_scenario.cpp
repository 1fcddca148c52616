// An order of steps of several pipelines as one scenario.
#include <imgfam/report/interleave_report.hpp>

#include <imgfam/scenario/format.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace imgfam {
namespace {

std::string name_of(const PipelineSet& set, PipelineStep step) {
  return fmt::format("{}.{}", set.pipelines[step.pipeline].name, step.step + 1);
}

/// What the names of each pipeline are called in the scenario: as they are, unless another pipeline
/// has the same.
std::vector<Names> names_apart(const std::vector<Pipeline>& pipelines) {
  std::vector<std::set<std::string>> bound(pipelines.size());
  std::map<std::string, std::size_t> users;
  for (std::size_t p = 0; p < pipelines.size(); ++p) {
    for (const StepAction& step : pipelines[p].steps) {
      if (const auto* request = std::get_if<RequestStep>(&step)) {
        for (const Binding& b : request->bind)
          bound[p].insert(b.name);
      }
    }
    for (const std::string& name : bound[p])
      ++users[name];
  }
  std::set<std::string> taken;
  for (const auto& [name, count] : users)
    taken.insert(name);
  std::vector<Names> out(pipelines.size());
  for (std::size_t p = 0; p < pipelines.size(); ++p) {
    std::string prefix = pipelines[p].name;
    std::replace(prefix.begin(), prefix.end(), '.', '_');
    const bool begins_well =
        !prefix.empty() && !(prefix[0] >= '0' && prefix[0] <= '9') && prefix[0] != '-';
    if (!begins_well) prefix.insert(0, "p");
    for (const std::string& name : bound[p]) {
      std::string apart = users[name] == 1 ? name : prefix + "-" + name;
      for (int n = 2; users[name] > 1 && !taken.insert(apart).second; ++n)
        apart = fmt::format("{}-{}-{}", prefix, name, n);
      out[p][name] = apart;
    }
  }
  return out;
}

class OrderWriter {
 public:
  OrderWriter(const PipelineSet& set, const StepOrder& order)
      : set_(set),
        names_(names_apart(set.pipelines)),
        replay_(replay_order(set.start, set.pipelines, order)) {
    for (std::size_t i = 0; i < order.size(); ++i)
      add(order[i], replay_.taken[i]);
  }

  /// Steps that check what the claim looks at, as it is now.
  void show(const Watch& watch, const std::string& because) {
    deciding_ = deciding_images(watch, set_.start, set_.pipelines, replay_);
    for (const Check& check : checks_of(watch.claim, set_.pipelines, replay_.names)) {
      for (Check& shown : shown_of(check)) {
        for_each_text(shown, [this](std::string& text) { refer(text); });
        ScenarioStep step;
        std::visit([&](auto& what) { step.what = what; }, shown);
        const auto same = [&](const ScenarioStep& s) { return s.what == step.what; };
        const auto begin = steps_.begin() + static_cast<std::ptrdiff_t>(steps_taken_);
        if (std::none_of(begin, steps_.end(), same)) steps_.push_back(std::move(step));
      }
    }
    if (steps_.size() > steps_taken_) steps_.back().because = shortened(because, text_bytes_max);
  }

  std::vector<ScenarioStep> take() { return std::move(steps_); }
  std::vector<ScenarioStep> take_shown() {
    return {steps_.begin() + static_cast<std::ptrdiff_t>(steps_taken_), steps_.end()};
  }

 private:
  void add(PipelineStep at, const StepTaken& taken) {
    ScenarioStep step;
    step.what = set_.pipelines[at.pipeline].steps[at.step];
    const bool is_good = taken.mismatches.empty();
    if (!is_good && !record(step.what, taken)) return;
    const Names& names = names_[at.pipeline];
    for_each_text(step.what, [&](std::string& text) { rename(text, names); });
    if (auto* request = std::get_if<RequestStep>(&step.what)) {
      for (Binding& b : request->bind) {
        const std::string& value = replay_.names[at.pipeline].at(b.name);
        b.name = names.at(b.name);
        references_[value] = "${" + b.name + "}";
      }
    }
    const std::string& because = set_.because[at.pipeline][at.step];
    step.because = name_of(set_, at) + (is_good ? "" : ", which ends its pipeline");
    if (!because.empty()) step.because += ": " + because;
    step.because = shortened(step.because, text_bytes_max);
    steps_.push_back(std::move(step));
    steps_taken_ = steps_.size();
  }

  /// Expects what came instead of what should have. False: nothing happened.
  static bool record(StepAction& action, const StepTaken& taken) {
    if (!taken.outcome) return false;
    Expect seen;
    if (const auto* refusal = std::get_if<Refusal>(&*taken.outcome)) {
      seen.error = refusal->code;
      seen.status = refusal->status;
      seen.rules = refusal->broken;
    }
    if (auto* request = std::get_if<RequestStep>(&action)) {
      request->expect = std::move(seen);
      request->bind.clear();
    } else {
      std::get<PlatformStep>(action).expect = std::move(seen);
    }
    return true;
  }

  static void rename(std::string& text, const Names& names) {
    for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
      const auto end = text.find('}', at);
      if (end == std::string::npos) return;
      const auto known = names.find(std::string_view(text).substr(at + 2, end - at - 2));
      if (known != names.end()) text.replace(at + 2, end - at - 2, known->second);
      at = text.find('}', at);
    }
  }

  /// The name of what a step has bound, where the text is that.
  void refer(std::string& text) const {
    if (const auto it = references_.find(text); it != references_.end()) text = it->second;
  }

  static bool is_open(std::string_view text) { return text.find('$') != std::string_view::npos; }

  std::vector<Check> shown_of(const Check& check) const {
    if (const auto* image = std::get_if<ImageCheck>(&check)) return shown_images(*image);
    const auto* family = std::get_if<FamilyCheck>(&check);
    if (is_open(family ? family->family : std::get<InstanceCheck>(check).instance)) return {};
    return {as_it_is(check, replay_.cloud)};
  }

  /// The image; of a claim about every image, those that decide it and then others, up to as many
  /// as people read.
  std::vector<Check> shown_images(const ImageCheck& check) const {
    constexpr std::size_t shown_max = 20;
    if (!is_open(check.image)) return {as_it_is(check, replay_.cloud)};
    if (check.image.starts_with("${")) return {};  // Nothing is bound to it yet.
    std::vector<std::string> ids = deciding_;
    for (const Image* image : replay_.cloud.images().in_order()) {
      const bool is_listed = std::find(ids.begin(), ids.end(), image->id) != ids.end();
      if (image->origin != Origin::System && !is_listed && ids.size() < shown_max)
        ids.push_back(image->id);
    }
    ids.resize(std::min(ids.size(), shown_max));
    std::vector<Check> out;
    for (const std::string& id : ids) {
      ImageCheck one = check;
      one.image = id;
      out.emplace_back(as_it_is(one, replay_.cloud));
    }
    return out;
  }

  const PipelineSet& set_;
  std::vector<Names> names_;
  OrderReplay replay_;
  std::map<std::string, std::string, std::less<>> references_;  ///< By what they stand for.
  std::vector<std::string> deciding_;  ///< Images that a claim about every image is violated by.
  std::vector<ScenarioStep> steps_;
  std::size_t steps_taken_ = 0;
};

}  // namespace

std::optional<Scenario> scenario_of(const PipelineSet& set, const StepOrder& order,
                                    const Watch& watch) {
  const Given& given = set.common.given;
  const std::string property = fmt::format("{} {}", to_text(watch.kind),
                                           to_string(watch.claim, given.account, given.region));
  const bool is_wanted = watch.kind == WatchKind::Reachable;
  Scenario out = set.common;
  const std::string whole = fmt::format("{}: {}", is_wanted ? "Reached" : "Violated", property);
  out.name = shortened(whole, name_bytes_max);
  out.why = "This records what happens in an order of the pipelines' steps, so it holds.";
  if (out.name != whole) out.why = shortened(out.why + " " + whole, text_bytes_max);
  OrderWriter writer(set, order);
  writer.show(watch, whole);
  out.steps = writer.take();
  if (out.steps.empty()) return std::nullopt;
  return out;
}

std::vector<ScenarioStep> shown_after(const PipelineSet& set, const StepOrder& order,
                                      const Watch& watch) {
  OrderWriter writer(set, order);
  writer.show(watch, {});
  return writer.take_shown();
}

}  // namespace imgfam
