#include <imgfam/scenario/shrink.hpp>

#include <imgfam/model/assert.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/reduce.hpp>
#include <imgfam/scenario/write.hpp>

#include <algorithm>

namespace imgfam {
namespace {

std::string kind_of(const ScenarioStep& step) {
  if (const auto* request = std::get_if<RequestStep>(&step.what)) return request->request.action;
  if (std::holds_alternative<FamilyCheck>(step.what)) return "check family";
  if (std::holds_alternative<ImageCheck>(step.what)) return "check image";
  if (std::holds_alternative<InstanceCheck>(step.what)) return "check instance";
  if (std::holds_alternative<AdvanceStep>(step.what)) return "advance";
  return "platform";
}

bool is_id_character(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }

bool is_given(std::string_view id, const Given& given) {
  const auto has_id = [id](const auto& thing) { return thing.id == id; };
  return std::ranges::any_of(given.images, has_id) ||
         std::ranges::any_of(given.system_images, has_id) ||
         std::ranges::any_of(given.instances, has_id);
}

/// The text with `<new id>` for every id that only the cloud can have chosen: `m-` or another
/// letter and 20 characters, and no id of what is given.
std::string without_new_ids(std::string_view text, const Given& given) {
  constexpr std::size_t characters = 20;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const bool begins = is_id_character(text[i]) && (i == 0 || !is_id_character(text[i - 1])) &&
                        i + 1 < text.size() && text[i + 1] == '-';
    std::size_t end = i + 2;
    while (begins && end < text.size() && is_id_character(text[end]))
      ++end;
    const std::string_view id = begins ? text.substr(i, end - i) : std::string_view();
    if (id.size() == characters + 2 && !is_given(id, given)) {
      out += "<new id>";
      i = end;
    } else {
      out += text[i++];
    }
  }
  return out;
}

/// What a check names and is given: an image with its family where the check is about that, since a
/// family resolves to something else for want of a member, too.
std::vector<std::string> given_of(const ScenarioStep& step, const Given& given) {
  std::vector<std::string> out;
  if (const auto* check = std::get_if<FamilyCheck>(&step.what)) {
    for (const Image& image : given.images) {
      if (image.id == check->resolves_to) out.push_back(image.id + " of " + image.family);
    }
    const auto is_member = [&](const Image& image) { return image.family == check->family; };
    if (check->to_something && std::ranges::any_of(given.images, is_member))
      out.push_back("a member of " + check->family);
  }
  if (const auto* check = std::get_if<ImageCheck>(&step.what)) {
    if (is_given(check->image, given)) out.push_back(check->image);
  }
  if (const auto* check = std::get_if<InstanceCheck>(&step.what)) {
    if (is_given(check->instance, given)) out.push_back(check->instance);
  }
  return out;
}

/// Knows how the scenario failed, and whether another fails so.
class Judge {
 public:
  explicit Judge(FailureKind wanted) : wanted_(std::move(wanted)) {}

  /// It fails alike at its last step, as it is and as it is written.
  bool operator()(const Scenario& scenario) const {
    return fails_alike(scenario) && reads_back(scenario);
  }

 private:
  bool fails_alike(const Scenario& scenario) const {
    const Run run = replay(scenario).front();
    return (run.cannot_begin || run.steps_done == scenario.steps.size()) &&
           failure_of(scenario, run) == wanted_;
  }

  bool reads_back(const Scenario& scenario) const {
    const ParsedScenarios read = parse_all(write_yaml(scenario), "", TextKind::Yaml);
    if (!read.problems.empty() || read.scenarios.size() != 1) return false;
    // What no text says (when an instance was made) may differ.
    return read.scenarios.front() == scenario || fails_alike(read.scenarios.front());
  }

  FailureKind wanted_;
};

/// The scenario by itself under one edition, with the readings that it was to be replayed with.
Scenario alone(Scenario scenario, Edition edition, const std::vector<ReadingId>& readings) {
  scenario.editions = {edition};
  for (const ReadingId id : readings) {
    std::erase_if(scenario.readings,
                  [id](const ReadingId& other) { return other.question == id.question; });
    scenario.readings.push_back(id);
  }
  std::ranges::sort(scenario.readings, {}, &ReadingId::question);
  return scenario;
}

}  // namespace

std::optional<FailureKind> failure_of(const Scenario& scenario, const Run& run) {
  if (run.holds) return std::nullopt;
  FailureKind kind{run.edition, {}, {}, {}, {}};
  if (run.cannot_begin) {
    kind.mismatch = *run.cannot_begin;
  } else {
    const StepRun& last = run.steps.back();
    IMGFAM_ASSERT(!last.mismatches.empty());
    const ScenarioStep& step = scenario.steps[last.index];
    kind.step = kind_of(step);
    kind.given = given_of(step, scenario.given);
    if (const auto* request = std::get_if<RequestStep>(&step.what);
        request && last.outcome && std::holds_alternative<Response>(*last.outcome))
      kind.succeeded = request->request;
    kind.mismatch = last.mismatches.front();
  }
  for (std::string* const text : {&kind.mismatch.what, &kind.mismatch.expected, &kind.mismatch.got})
    *text = without_new_ids(*text, scenario.given);
  return kind;
}

std::optional<Shrunk> shrink(const Scenario& scenario, const ShrinkOptions& options) {
  const std::vector<Run> runs =
      replay(scenario, {.edition = options.edition, .readings = options.readings});
  const auto failing = std::ranges::find(runs, false, &Run::holds);
  if (failing == runs.end()) return std::nullopt;
  const FailureKind failure = *failure_of(scenario, *failing);

  Scenario begin = alone(scenario, failing->edition, options.readings);
  if (!failing->cannot_begin) begin.steps.resize(failing->steps_done);
  const Judge judge(failure);
  const bool is_kept = judge(begin);
  IMGFAM_ASSERT(is_kept);
  Reduced reduced = reduce(std::move(begin), judge, options.replays_max);
  ParsedScenarios written = parse_all(write_yaml(reduced.scenario), "", TextKind::Yaml);
  return Shrunk{std::move(written.scenarios.front()), failure, reduced.tries, reduced.is_minimal};
}

}  // namespace imgfam
