// A plan or a change as a scenario: only as much given as it takes, and checks after every request.
#include <imgfam/report/plan_report.hpp>

#include <imgfam/report/path_scenario.hpp>
#include <imgfam/scenario/expectation.hpp>
#include <imgfam/scenario/format.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

/// Everything that requests name: ids of images, instances, snapshots, accounts.
std::set<std::string> names_in(const Scenario& change) {
  std::set<std::string> out;
  for (const ScenarioStep& step : change.steps) {
    if (const auto* request = std::get_if<RequestStep>(&step.what)) {
      for (const Parameter& p : request->request.parameters)
        out.insert(p.value);
    }
    if (const auto* check = std::get_if<ImageCheck>(&step.what)) out.insert(check->image);
    if (const auto* check = std::get_if<InstanceCheck>(&step.what)) out.insert(check->instance);
    if (const auto* platform = std::get_if<PlatformStep>(&step.what)) out.insert(platform->image);
  }
  return out;
}

/// Of what is given that which the change is about.
Given reduced(Given given, const PlanReport& report) {
  const std::set<std::string> names = names_in(*report.change);
  std::set<std::string> images;
  for (const Instance& instance : given.instances) {
    if (names.contains(instance.id)) images.insert(instance.image);
  }
  const auto is_meant = [&](const Image& image) {
    const auto& families = report.preview->families;
    const bool is_member = std::any_of(families.begin(), families.end(), [&](const FamilySeen& f) {
      return f.family == image.family && f.account == image.owner && f.region == image.region;
    });
    return is_member || images.contains(image.id) || names.contains(image.id) ||
           names.contains(image.snapshot);
  };
  for (auto* list : {&given.images, &given.system_images}) {
    std::erase_if(*list, [&](const Image& image) { return !is_meant(image); });
    for (const Image& image : *list)
      images.insert(image.id);
  }
  std::erase_if(given.instances, [&](const Instance& instance) {
    return !names.contains(instance.id) && !images.contains(instance.image);
  });
  std::erase_if(given.accounts,
                [&](AccountId account) { return !names.contains(to_string(account)); });
  return given;
}

void add_checks(const PlanReport& report, const std::vector<std::string>& resolves,
                Scenario& scenario) {
  for (std::size_t f = 0; f < resolves.size(); ++f) {
    const FamilySeen& family = report.preview->families[f];
    scenario.steps.push_back(
        {FamilyCheck{family.family, resolves[f], family.account, family.region, false}, {}});
  }
}

/// The steps as they went: the one that ended the change is expected to be refused, or left out.
void add_steps(const PlanReport& report, Scenario& scenario) {
  for (const PreviewStep& seen : report.preview->steps) {
    ScenarioStep step = report.change->steps[seen.index];
    auto* request = std::get_if<RequestStep>(&step.what);
    if (!seen.mismatches.empty()) {
      if (!request || !seen.refusal) return;
      request->expect = {};
      request->expect.error = seen.refusal->code;
      request->expect.status = seen.refusal->status;
      request->expect.rules = seen.refusal->broken;
    }
    scenario.steps.push_back(std::move(step));
    if (request) add_checks(report, seen.resolves, scenario);
  }
}

/// Where nothing needs to be done: the images looked at, as they are.
void add_state(const FamilyModel& model, Scenario& scenario) {
  scenario.given = given_of(model.cloud(), model.owner(), model.region());
  for (std::size_t f = 0; f < model.families().size(); ++f) {
    const auto resolved = model.resolve(model.initial(), f);
    scenario.steps.push_back(
        {FamilyCheck{model.families()[f], resolved ? model.image_name(*resolved) : std::string(),
                     model.owner(), model.region(), false},
         {}});
  }
  for (std::size_t p = 0; p < model.images(); ++p) {
    ImageCheck check;
    check.image = model.image_name(p);
    check.status = model.initial().images[p].status;
    scenario.steps.push_back({std::move(check), {}});
  }
}

void add_name(const PlanReport& report, Scenario& scenario) {
  scenario.name = "A change previewed";
  if (!report.plan) return;
  const std::string whole = fmt::format("Plan: {}", fmt::join(report.goals, "; "));
  scenario.name = shortened(whole, name_bytes_max);
  scenario.why = fmt::format("The cheapest way there{}{}.", report.keeps.empty() ? "" : ", with ",
                             fmt::join(report.keeps, "; "));
  if (scenario.name != whole) scenario.why += " " + whole;
}

/// What is wrong with a scenario as people get it: its text does not read, or does not hold.
std::optional<Diagnostic> fault_of(const Scenario& scenario) {
  const ParsedScenarios read = parse_all(write_yaml(scenario), "the plan", TextKind::Yaml);
  if (!read.problems.empty()) {
    const Diagnostic& first = read.problems.front();
    return problem("PLN013", "no scenario says this: " + first.message, first.hint);
  }
  if (replay(read.scenarios.front()).front().holds) return std::nullopt;
  return problem("PLN013", "a scenario of this would not hold: what it hangs on cannot be given",
                 "--format json and table show it");
}

}  // namespace

Scenario change_of(const Plan& plan, const Given& state) {
  Scenario change = scenario_of(*plan.model, plan.path, {"plan", {}, {}, {}});
  change.given = state;
  return change;
}

Result<Scenario> plan_scenario(const PlanReport& report, const Cloud& cloud) {
  Scenario scenario;
  add_name(report, scenario);
  for (const Diagnostic& unknown : report.unknown)
    scenario.why +=
        fmt::format("{}Open: {}.", scenario.why.empty() ? "" : " ", printable(unknown.message));
  scenario.why = shortened(scenario.why, text_bytes_max);
  scenario.editions = {cloud.settings().edition};
  scenario.readings = readings_of(cloud.settings().interpretation);
  const Given whole = given_of(cloud, report.change->given.account, report.change->given.region);
  scenario.given = reduced(whole, report);
  std::vector<std::string> before;
  for (const FamilySeen& family : report.preview->families)
    before.push_back(family.before);
  add_checks(report, before, scenario);
  add_steps(report, scenario);
  if (scenario.steps.empty() && report.plan) add_state(*report.plan->model, scenario);
  // What is refused because of a quota needs all that fills it.
  if (!fault_of(scenario)) return scenario;
  scenario.given = whole;
  if (auto fault = fault_of(scenario)) return *fault;
  return scenario;
}

}  // namespace imgfam
