// What `imgfam plan` shows: the requests of a plan or a change, what they would do step by step,
// and why there is no plan where there is none. As text, JSON (docs/reference/plan.schema.json), a
// scenario that replays, or commands of the provider's command line tool. Nothing is computed here.
#pragma once

#include <imgfam/explore/plan.hpp>
#include <imgfam/model/diagnostic.hpp>
#include <imgfam/scenario/preview.hpp>

#include <string>
#include <vector>

namespace imgfam {

struct PlanReport {
  const Plan* plan = nullptr;             ///< nullptr: a change was previewed that somebody wrote.
  const Preview* preview = nullptr;       ///< nullptr: there is no plan.
  const Scenario* change = nullptr;       ///< What was previewed; its `given` is the state's.
  std::vector<std::string> goals, keeps;  ///< As they were written.
  std::vector<Diagnostic> unknown;        ///< What the state was made without knowing.
};

/// The requests of a plan as a change to the state that it was made for.
Scenario change_of(const Plan& plan, const Given& state);

/// For people. REQUIRES: a plan, or a preview with its change.
std::string render_plan_text(const PlanReport& report, bool color);
/// For programs, on one line with its end.
std::string render_plan_json(const PlanReport& report);

/// A line `aliyun ecs …` for every request, with warnings in comments before them. The script ends
/// before the step that breaks a keep or is not as expected, and a refused request is a comment.
/// REQUIRES: a preview.
std::string render_plan_commands(const PlanReport& report);

/// A scenario that sends the requests to the cloud and checks after each what its families resolve
/// to. Its text was read back and held; it is given no more of the cloud than that takes.
/// REQUIRES: a preview. ERRORS: PLN013 no scenario can say it.
Result<Scenario> plan_scenario(const PlanReport& report, const Cloud& cloud);

}  // namespace imgfam
