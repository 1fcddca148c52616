#include "commands.hpp"
#include "explore_options.hpp"
#include "files.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "scenario_file.hpp"

#include <imgfam/explore/promela.hpp>
#include <imgfam/report/explore_report.hpp>
#include <imgfam/scenario/replay.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <thread>
#include <unistd.h>

namespace imgfam {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned images_if_not_given = 3;

Engine engine_named(const std::string& name) {
  for (const Engine engine : {Engine::Dense, Engine::Hash, Engine::Words}) {
    if (name == to_text(engine)) return engine;
  }
  return Engine::Automatic;
}

// ---- The model ----

/// What was asked for and cannot be looked at.
std::optional<Diagnostic> left_out(const ExploreCommandOptions& options, const FamilyModel& model) {
  for (std::size_t f = 0; f < options.families.size(); ++f) {
    bool has_member = false;
    for (const ModelImage& image : model.initial().images)
      has_member = has_member || (image.is_created && image.family == f);
    if (!has_member)
      return problem("EXP016",
                     fmt::format("no image is of the family `{}` where the scenario of `{}` ends",
                                 printable(options.families[f]), printable(options.file)),
                     fmt::format("images of account {} in {} are looked at",
                                 to_string(model.owner()), model.region()));
  }
  if (options.model.images.value_or(0) != 0 && model.images() == model.given_images())
    return problem("EXP017", "there is no image that others could be made from",
                   "leave --images out, or give the scenario an image");
  return std::nullopt;
}

/// A model around what the file's scenario ends with.
Result<FamilyModel> model_after(const Scenario& scenario, const ExploreCommandOptions& options) {
  ReplayOptions replay_options;
  Cloud end;
  replay_options.end = &end;
  replay_options.readings = readings_named(options.model.readings);
  replay_options.edition =
      options.model.edition.empty()
          ? *std::max_element(scenario.editions.begin(), scenario.editions.end())
          : *parse_edition(options.model.edition);
  const Run run = replay(scenario, replay_options).front();
  if (!run.holds)
    return problem("EXP011",
                   fmt::format("the scenario of `{}` does not hold", printable(options.file)),
                   fmt::format("`imgfam run {}` shows why; exploring begins where it ends",
                               printable(options.file)));
  FamilyModel::View view;
  view.account = scenario.given.account;
  view.region = scenario.given.region;
  if (!options.families.empty()) {
    view.images.emplace();  // None but the members.
    view.families = options.families;
  }
  view.spare_images = options.model.images.value_or(0);
  view.spare_instances = options.model.instances.value_or(1);
  auto model = FamilyModel::around(end, view);
  if (!model) return model;
  if (auto wrong = left_out(options, *model)) return *wrong;
  return model;
}

// ---- The properties ----

Result<void> add_claims(const std::vector<std::string>& texts, Property::Kind kind,
                        std::string_view word, const FamilyModel& model,
                        std::vector<Property>& properties) {
  for (const std::string& text : texts) {
    const auto claim = parse_claim(text, model.owner(), model.region());
    if (!claim) return claim.error();
    auto bound = ModelClaim::bind(*claim, model, kind == Property::Kind::Always);
    if (!bound) return bound.error();
    const bool names_an_image =
        std::any_of(bound->leaves().begin(), bound->leaves().end(),
                    [](const ModelCheck& leaf) { return leaf.image.has_value(); });
    if (names_an_image)
      return problem("EXP003",
                     "a claim about the image that an instance was made from cannot be explored",
                     "a model forgets it when the image is deleted; `image ID in-use` is about the "
                     "instances of an image");
    properties.push_back({kind, fmt::format("{} {}", word, printable(text)), std::move(*bound)});
  }
  return {};
}

Result<std::vector<Property>> properties_of(const ExploreCommandOptions& options,
                                            const FamilyModel& model) {
  std::vector<Property> properties;
  if (!options.no_shipped) properties = shipped_properties();
  if (auto added = add_claims(options.always, Property::Kind::Always, "always", model, properties);
      !added)
    return added.error();
  if (auto added = add_claims(options.never, Property::Kind::Never, "never", model, properties);
      !added)
    return added.error();
  if (auto added =
          add_claims(options.reachable, Property::Kind::Reachable, "reachable", model, properties);
      !added)
    return added.error();
  return properties;
}

// ---- Exploring ----

/// A line on a terminal that tells how far it is.
class ExploreLine {
 public:
  explicit ExploreLine(bool is_quiet)
      : is_wanted_(!is_quiet && is_capable_terminal(STDERR_FILENO)) {}
  ~ExploreLine() {
    if (is_shown_) fmt::print(stderr, "\r\x1b[2K");
  }
  ExploreLine(const ExploreLine&) = delete;
  ExploreLine& operator=(const ExploreLine&) = delete;

  void show(const ExploreProgress& progress) {
    const auto now = Clock::now();
    if (!is_wanted_ || now - shown_ < std::chrono::milliseconds(500)) return;
    if (progress.swept) {
      fmt::print(stderr, "\r\x1b[2Kexploring: {:.0f} % of a sweep", *progress.swept * 100);
    } else {
      fmt::print(stderr, "\r\x1b[2Kexploring: {} states, depth {}", progress.states,
                 progress.depth);
    }
    std::fflush(stderr);
    shown_ = now;
    is_shown_ = true;
  }

 private:
  bool is_wanted_;
  bool is_shown_ = false;
  Clock::time_point shown_ = Clock::now();
};

int finish(const ExploreCommandOptions& options, const ExploreReport& report,
           const std::string& analysis) {
  const std::string text = options.format == "json" ? render_json(report) : render_text(report);
  const bool is_taken = options.scenario == "-" || options.graph.file == "-";
  (is_taken || options.format == "json" ? std::cerr : std::cout) << analysis;
  (is_taken ? std::cerr : std::cout) << text;
  if (!options.scenario.empty()) {
    if (const auto written = write_found(options.scenario, scenarios_of(report)); !written)
      return refuse(written.error());
  }
  const Finding verdict = verdict_of(*report.found);
  if (verdict == Finding::Violated) return exit_failed;
  return verdict == Finding::Undecided ? exit_undecided : exit_holds;
}

/// --interleave, with what it shares with exploring a model.
int run_interleaved(const ExploreCommandOptions& options) {
  InterleaveOptions interleaved = options.interleave;
  interleaved.edition = options.model.edition;
  interleaved.readings = options.model.readings;
  interleaved.always = options.always;
  interleaved.never = options.never;
  interleaved.reachable = options.reachable;
  interleaved.states = options.states;
  interleaved.scenario = options.scenario;
  interleaved.format = options.format;
  return run_interleave(interleaved);
}

/// Options that do not go together.
std::optional<Diagnostic> contradiction(const ExploreCommandOptions& options) {
  if (options.engine == to_text(Engine::Words) && !options.scenario.empty())
    return problem("EXP004", "the engine words finds no paths to write",
                   "leave --scenario out, or the engine");
  if (options.scenario == "-" && options.graph.file == "-")
    return problem("EXP015", "--graph and --scenario both go to standard output",
                   "name a file for one of them");
  const ModelArguments& model = options.model;
  if (!options.file.empty() && (model.accounts || !model.with.empty() || model.images_per_family))
    return problem("EXP014",
                   "--accounts, --with and --images-per-family are of models that begin empty",
                   "leave them out: with a file, the model has what its scenario ends with");
  return std::nullopt;
}

int run_explore(const ExploreCommandOptions& options) {
  if (!options.interleave.files.empty()) return run_interleaved(options);
  if (const auto wrong = contradiction(options)) return refuse(*wrong);
  std::optional<Scenario> scenario;
  if (!options.file.empty()) {
    scenario = read_the_scenario(options.file);
    if (!scenario) return exit_input;
  }
  const auto model = scenario
                         ? model_after(*scenario, options)
                         : FamilyModel::blank(model_options(options.model, images_if_not_given));
  if (!model) return refuse(model.error());
  if (!options.export_as.empty()) {
    const auto text = promela_of(*model);
    if (!text) return refuse(text.error());
    std::cout << *text;
    return exit_holds;
  }
  const auto properties = properties_of(options, *model);
  if (!properties) return refuse(properties.error());
  ExploreOptions how;
  how.engine = engine_named(options.engine);
  if (options.states) how.states_max = *options.states;
  how.depth_max = options.depth.value_or(how.depth_max);
  how.bytes_max = std::uint64_t{options.memory.value_or(4096)} << 20U;
  how.threads =
      options.threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : options.threads;
  StateGraphBounds bounds;
  if (options.states) bounds.states_max = *options.states;
  bounds.bytes_max = how.bytes_max;
  const auto analysis = show_graph(options.graph, *model, bounds);
  if (!analysis) return refuse(analysis.error());
  const auto begun = Clock::now();
  const auto found = [&] {
    ExploreLine line(options.quiet);
    how.on_progress = [&](const ExploreProgress& progress) { line.show(progress); };
    return explore(*model, *properties, how);
  }();
  if (!found) return refuse(found.error());
  const std::chrono::duration<double> seconds = Clock::now() - begun;
  return finish(options, {&*model, &*properties, &*found, seconds.count()}, *analysis);
}

constexpr const char* footer =
    R"(Without FILE the model begins empty: images m-1, m-2, … of the family web, accounts
2000000000000001, …, instances i-1, …. With FILE it begins where the file's scenario ends, and
--images and --instances are places beside what is there.

A claim joins checks by not, and, or, implies and brackets; $m stands for every image:
  family NAME resolves-to IMAGE|nothing|something
  image ID exists|status STATUS|family NAME|boot-mode MODE|in-use|shared-with UID,UID|none
  instance ID exists

Examples:
  imgfam explore --images 4 --accounts 2 --instances 2
  imgfam explore --always 'image m-1 in-use implies image m-1 exists' --scenario found.yaml
  imgfam explore --reachable 'family web resolves-to nothing and image m-2 in-use'
  imgfam explore -n 2 --graph states.graphml --analyze
  imgfam explore state.yaml --depth 3 --never 'family web resolves-to nothing'
  imgfam explore --images 6 --instances 2 --engine words     only count, as fast as can be

Exit codes: 0 all hold, 1 one is violated, 2 usage or input error, 3 undecided: a bound was hit.)";

void add_claim_option(CLI::App& command, const char* name, std::vector<std::string>& to,
                      const char* what) {
  command.add_option(name, to, what)
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->option_text("CLAIM");
}

void add_how_options(CLI::App& command, ExploreCommandOptions& options) {
  command.add_option("--engine", options.engine, "auto (the default), dense, hash or words")
      ->check(is_one_of("an engine", {"auto", "dense", "hash", "words"}))
      ->option_text("ENGINE");
  command
      .add_option("--threads,-j", options.threads,
                  "Threads of the dense engine; as many as there are cores if not given")
      ->check(is_count(256))
      ->option_text("N");
  command.add_option("--states", options.states, "Stop after the level with this many states")
      ->check(is_count(0xffff'ffff))
      ->option_text("N");
  command.add_option("--depth", options.depth, "Stop after this many requests")
      ->check(is_count(0xffff'fffe))
      ->option_text("N");
  command.add_option("--memory", options.memory, "Take at most this many MiB, 4096 if not given")
      ->check(is_count(1U << 20U))
      ->option_text("MIB");
  command
      .add_option("--scenario,-s", options.scenario,
                  "Write what was found to this file, as scenarios that replay; -: to standard "
                  "output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  auto* exported =
      command
          .add_option("--export", options.export_as,
                      "Write the model for another tool instead of exploring it: promela, for SPIN")
          ->check(is_one_of("a language", {"promela"}))
          ->option_text("LANGUAGE");
  add_graph_options(command, options.graph);
  command.add_option("--format", options.format, "text (the default) or json")
      ->check(is_one_of("a format", {"text", "json"}))
      ->option_text("FORMAT");
  command.add_flag("--quiet,-q", options.quiet, "Show no progress");
  for (const char* name :
       {"--always", "--never", "--reachable", "--no-shipped", "--engine", "--threads", "--states",
        "--depth", "--memory", "--scenario", "--graph", "--analyze", "--format"})
    exported->excludes(command.get_option(name));
  // Of a part of a graph neither a drawing nor an analysis would be true.
  for (const char* name : {"--graph", "--analyze"})
    command.get_option("--depth")->excludes(command.get_option(name));
}

void add_interleave_options(CLI::App& command, InterleaveOptions& options) {
  auto* files = command.add_option("--interleave", options.files,
                                   "Explore every order of the steps of these scenarios instead, "
                                   "each a pipeline");
  files->expected(1, static_cast<int>(CLI::detail::expected_max_vector_size))
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE...");
  // What a model has and pipelines do not.
  for (const char* name :
       {"FILE", "--family", "--images", "--accounts", "--instances", "--with",
        "--images-per-family", "--no-shipped", "--engine", "--threads", "--depth", "--memory",
        "--export", "--graph", "--graph-format", "--analyze"})
    files->excludes(command.get_option(name));
  command
      .add_option("--name", options.names,
                  "What a pipeline is called, in the order of the files; else as its file")
      ->check(is_not_empty("a name"))
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->needs(files)
      ->option_text("NAME");
  command
      .add_flag("--all-complete", options.all_complete,
                "With --interleave: every pipeline must come to its end in every order")
      ->needs(files);
  command
      .add_flag("--no-reduction", options.no_reduction,
                "With --interleave: try steps that cannot matter to each other in every order, too")
      ->needs(files);
}

}  // namespace

void add_explore_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ExploreCommandOptions>();
  CLI::App* command =
      app.add_subcommand("explore", "Check what holds in every state that can be reached");
  auto* file =
      command->add_option("FILE", options->file, "Begin where the scenario in this file ends")
          ->option_text("[FILE]");
  command
      ->add_option("--family", options->families,
                   "With FILE: look at the members of this family alone, not at all images of the "
                   "account; may be repeated")
      ->check(is_not_empty("a family's name"))
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->needs(file)
      ->option_text("NAME");
  add_model_arguments(*command, options->model, images_if_not_given, "Explore under");
  add_claim_option(*command, "--always", options->always,
                   "What must hold in every state; may be repeated");
  add_claim_option(*command, "--never", options->never,
                   "What must hold in no state; may be repeated");
  add_claim_option(*command, "--reachable", options->reachable,
                   "What must hold in some state; may be repeated");
  command->add_flag("--no-shipped", options->no_shipped,
                    "Leave out the properties that are checked by default");
  add_how_options(*command, *options);
  add_interleave_options(*command, options->interleave);
  command->footer(footer);
  command->callback([options, &chosen] { chosen = [options] { return run_explore(*options); }; });
}

}  // namespace imgfam
