#include "answers.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"
#include "plan_state.hpp"
#include "progress.hpp"

#include <imgfam/model/assert.hpp>
#include <imgfam/report/plan_report.hpp>
#include <imgfam/scenario/write.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <unistd.h>

namespace imgfam {
namespace {

struct PlanArguments {
  PlanStateOptions state;
  std::vector<std::string> goals, keeps, avoided, costs, lines;
  std::string preview;
  std::optional<unsigned> states;
  std::string format = "table";
  std::string output;
};

bool wants_color(const PlanArguments& arguments) {
  const char* no_color = std::getenv("NO_COLOR");
  return arguments.output.empty() && is_capable_terminal(STDOUT_FILENO) &&
         (no_color == nullptr || *no_color == '\0');
}

Result<std::vector<Claim>> claims_of(const std::vector<std::string>& texts, const Given& given) {
  std::vector<Claim> claims;
  for (const std::string& text : texts) {
    auto claim = parse_claim(text, given.account, given.region);
    if (!claim) return claim.error();
    claims.push_back(std::move(*claim));
  }
  return claims;
}

/// What is kept in a preview, too. `$m` is every image that the account has to begin with.
Result<std::vector<PreviewKeep>> keeps_of(const std::vector<Claim>& claims,
                                          const PlanArguments& arguments, const PlanState& state) {
  const Given& given = state.scenario.given;
  std::vector<std::string> images;
  for (const Image* image : state.cloud.images().in_order()) {
    if (image->owner == given.account && image->region == given.region) images.push_back(image->id);
  }
  std::vector<PreviewKeep> keeps;
  for (std::size_t k = 0; k < claims.size(); ++k) {
    auto whole = spell_out(claims[k], images, true);
    if (!whole) return whole.error();
    for (const Claim::Leaf& leaf : whole->leaves()) {
      if (!std::holds_alternative<Check>(leaf))
        return problem("PLN012", "a keep cannot be about the steps of a pipeline",
                       "keep what checks can see: families, images, instances");
    }
    keeps.push_back({arguments.keeps[k], [claim = std::move(*whole)](const Cloud& cloud) {
                       return holds(claim, cloud);
                     }});
  }
  return keeps;
}

Result<std::string> rendered(const PlanArguments& arguments, const PlanReport& report,
                             const Cloud& cloud) {
  if (arguments.format == "json") return render_plan_json(report);
  if (arguments.format == "yaml") {
    const auto scenario = plan_scenario(report, cloud);
    if (!scenario) return scenario.error();
    return write_yaml(*scenario);
  }
  if (arguments.format == "aliyun") return render_plan_commands(report);
  return render_plan_text(report, wants_color(arguments));
}

int write_out(const PlanArguments& arguments, const Result<std::string>& text) {
  if (!text) return refuse(text.error());
  if (const auto done = write_output(arguments.output, *text); !done) return refuse(done.error());
  return exit_holds;
}

// ---- A plan ----

int show_no_plan(const PlanArguments& arguments, const PlanReport& report, const Cloud& cloud) {
  // A scenario or commands would be taken for a plan.
  const bool is_report = arguments.format == "json" || arguments.format == "table";
  if (is_report) {
    const int code = write_out(arguments, rendered(arguments, report, cloud));
    if (code != exit_holds) return code;
  } else {
    std::cerr << render_plan_text(report, false);
  }
  return report.plan->verdict == PlanVerdict::Undecided ? exit_undecided : exit_failed;
}

int make_and_show(const PlanArguments& arguments, const PlanState& state) {
  const Given& given = state.scenario.given;
  PlanTask task;
  task.account = given.account;
  task.region = given.region;
  auto goals = claims_of(arguments.goals, given);
  if (!goals) return refuse(goals.error());
  task.goals = std::move(*goals);
  auto kept = claims_of(arguments.keeps, given);
  if (!kept) return refuse(kept.error());
  task.keeps = std::move(*kept);
  for (const std::string& name : arguments.avoided) {
    if (auto done = avoid(name, task.avoided); !done) return refuse(done.error());
  }
  for (const std::string& text : arguments.costs) {
    if (auto done = set_price(text, task.prices); !done) return refuse(done.error());
  }
  task.states_max = arguments.states.value_or(task.states_max);

  const auto plan = make_plan(state.cloud, task);
  if (!plan) return refuse(plan.error());
  PlanReport report{&*plan, nullptr, nullptr, arguments.goals, arguments.keeps, state.unknown};
  if (plan->verdict != PlanVerdict::Found) return show_no_plan(arguments, report, state.cloud);
  const Scenario change = change_of(*plan, given);
  const auto keeps = keeps_of(task.keeps, arguments, state);
  if (!keeps) return refuse(keeps.error());
  const Preview seen = preview(plan->model->cloud(), change, *keeps);
  IMGFAM_ASSERT(seen.is_done);
  report.preview = &seen;
  report.change = &change;
  return write_out(arguments, rendered(arguments, report, plan->model->cloud()));
}

// ---- A change that somebody wrote ----

Result<Scenario> change_written(const PlanArguments& arguments, const Given& given) {
  Scenario change;
  if (!arguments.preview.empty()) {
    const auto text = read_file(arguments.preview, ReadLimits{}.text_bytes_max);
    if (!text) return text.error();
    auto read = read_one_scenario(arguments.preview, *text, {});
    if (!read) return read.error();
    change = change_for(std::move(*read), given);
  }
  change.given = given;
  for (const std::string& line : arguments.lines) {
    auto step = step_of_line(line, given.account, given.region);
    if (!step) return step.error();
    change.steps.push_back(std::move(*step));
  }
  return change;
}

int preview_and_show(const PlanArguments& arguments, const PlanState& state) {
  const auto change = change_written(arguments, state.scenario.given);
  if (!change) return refuse(change.error());
  const auto claims = claims_of(arguments.keeps, state.scenario.given);
  if (!claims) return refuse(claims.error());
  const Given& given = state.scenario.given;
  if (auto known = check_names(state.cloud, given.account, given.region, *claims); !known)
    return refuse(known.error());
  const auto keeps = keeps_of(*claims, arguments, state);
  if (!keeps) return refuse(keeps.error());
  Cloud cloud = state.cloud;
  for (const AccountId account : accounts_named(*change))
    cloud.add_account(account);
  const Preview seen = preview(cloud, *change, *keeps);
  const PlanReport report{nullptr, &seen, &*change, {}, arguments.keeps, state.unknown};
  const int code = write_out(arguments, rendered(arguments, report, cloud));
  return code == exit_holds && !seen.holds() ? exit_failed : code;
}

int run_plan(const PlanArguments& arguments) {
  const bool is_preview = !arguments.preview.empty() || !arguments.lines.empty();
  if (arguments.goals.empty() == !is_preview)
    return refuse(problem("PLN011",
                          is_preview ? "a goal beside a change that is there already"
                                     : "nothing to plan for, and nothing to preview",
                          "--goal 'family web resolves-to m-1' asks for a plan; --do 'DeleteImage "
                          "ImageId=m-1' or --preview FILE shows what a change would do"));
  const auto state = read_plan_state(arguments.state);
  if (!state) return exit_input;
  return is_preview ? preview_and_show(arguments, *state) : make_and_show(arguments, *state);
}

constexpr const char* footer =
    R"(STATE is a scenario, of which the `given` counts, or what `imgfam import` takes: the API's own
answers, told by what they hold. Nothing is sent to anybody. What the answers do not tell is a
warning, and stands in what --format json, yaml and aliyun write; under --strict it is an error.

A plan is the cheapest, proved so, and was tried on the simulated cloud. It changes what is there:
it never creates, copies or launches, and adds no account that no goal or keep names. Costs:
  Status=Deprecated, Status=Available   1       DeleteImage      100
  BootMode                              2       Force            200   DeleteImage by force
  ImageFamily                           5       DeleteInstance  1000
  AddAccount     5 and 1 an account             RemoveAccount      1 and 10 an account
These names, and ModifyImageAttribute and ModifyImageSharePermission for all of theirs, are what
--avoid and --cost take: --avoid RemoveAccount,DeleteImage --cost Status=3 --cost AddAccount=5+2.

Examples:
  imgfam plan state.yaml --goal 'family web resolves-to m-v1'
  imgfam plan answers/ --strict --goal 'family web resolves-to m-v5' --keep 'family web resolves'
  imgfam plan state.yaml --goal 'image m-v7 status Deprecated' --format aliyun > rollback.sh
  imgfam plan state.yaml --do 'ModifyImageAttribute ImageId=m-v7 Status=Deprecated'
  imgfam plan state.yaml --preview change.yaml --keep 'family web resolves'

Exit codes: 0 a plan, or the change goes as expected and all is kept; 1 proven that there is no plan,
or a step is refused or a keep broken; 2 usage or input error; 3 undecided: --states was reached.)";

CLI::Option* add_list(CLI::App& command, const char* name, std::vector<std::string>& to,
                      const char* what, const char* value) {
  return command.add_option(name, to, what)
      ->expected(1)
      ->allow_extra_args(false)  // What follows is a STATE.
      ->take_all()
      ->option_text(value);
}

void add_task_options(CLI::App& command, PlanArguments& arguments) {
  add_list(command, "--goal,-g", arguments.goals,
           "What must hold in the end, as 'family web resolves-to m-1'; may be repeated", "CLAIM");
  add_list(command, "--keep,-k", arguments.keeps,
           "What must hold before, after and between all steps; may be repeated", "CLAIM");
  CLI::Option* avoided =
      add_list(command, "--avoid", arguments.avoided,
               "Requests that the plan must do without, divided by commas; may be repeated",
               "NAMES")
          ->delimiter(',');
  CLI::Option* costs = add_list(
      command, "--cost", arguments.costs,
      "What a request costs, or N for it and M for every account; may be repeated", "NAME=N[+M]");
  CLI::Option* states = command
                            .add_option("--states", arguments.states,
                                        "Give up when so many states were met, 500000 if not given")
                            ->check(is_count(100'000'000))
                            ->option_text("N");
  CLI::Option* change =
      command
          .add_option(
              "--preview,-p", arguments.preview,
              "Show what the steps of this scenario would do; of its `given` nothing counts")
          ->check(is_not_empty("a file's name"))
          ->option_text("FILE");
  CLI::Option* line = add_list(
      command, "--do,-d", arguments.lines,
      "Show what this request would do, after those before it; may be repeated", "REQUEST");
  for (CLI::Option* of_plans : {avoided, costs, states})
    of_plans->excludes(change)->excludes(line);
}

void add_state_options(CLI::App& command, PlanStateOptions& state) {
  command
      .add_option("STATE", state.paths,
                  "A file with a scenario; or files, folders and globs with the API's answers, or "
                  "- for standard input")
      ->required()
      ->option_text("STATE...");
  command
      .add_option("--filter", state.filter,
                  "Of a file with several scenarios the one whose name holds this text")
      ->option_text("TEXT");
  command
      .add_option("--account", state.account, "Who asked, where no image in the answers shows it")
      ->check(is_account())
      ->option_text("UID");
  command.add_option("--region", state.region, "The region of answers that name none")
      ->option_text("REGION");
  command
      .add_option("--edition", state.edition,
                  "Plan under this edition instead of the scenario's own: 2020, 2023 or 2026")
      ->check(is_edition())
      ->option_text("EDITION");
  add_list(command, "--interpretation", state.readings,
           "A reading of an open question, as repeat-status=accept; may be repeated",
           "QUESTION=READING")
      ->check(is_reading());
  add_deleted(command, state.deleted);
  command.add_flag("--strict", state.strict, "What the answers leave unknown is an error");
  command.add_flag("--quiet,-q", state.quiet, "Do not say what was taken for so in the answers");
}

}  // namespace

void add_plan_command(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand(
      "plan", "Plan a rollback on an account's state, or preview a change to it");
  add_state_options(*command, arguments->state);
  add_task_options(*command, *arguments);
  command
      ->add_option("--format", arguments->format,
                   "table (the default), json, yaml (a scenario that replays) or aliyun (commands)")
      ->check(is_one_of("a format", {"table", "json", "yaml", "aliyun"}))
      ->option_text("FORMAT");
  command
      ->add_option("--output,-o", arguments->output,
                   "Write to this file, whole or not at all; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command->footer(footer);
  command->callback(
      [arguments, &chosen] { chosen = [arguments] { return run_plan(*arguments); }; });
}

}  // namespace imgfam
