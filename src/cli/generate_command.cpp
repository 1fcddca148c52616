#include "commands.hpp"
#include "files.hpp"
#include "model_arguments.hpp"
#include "options.hpp"

#include <imgfam/report/suite.hpp>
#include <imgfam/scenario/exhaustive.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/write.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace imgfam {
namespace {

constexpr unsigned images_if_not_given = 2;

struct GenerateOptions {
  std::string cover;
  ModelArguments model;
  unsigned length = CoverOptions{}.requests_per_walk_max;
  std::string format = "yaml";
  bool header = false;
  std::string output;
  std::string statistics;
};

/// A suite of walks through a model.
Result<void> walk(const GenerateOptions& options, Cover what, Suite& suite) {
  const ModelOptions of = model_options(options.model, images_if_not_given);
  const auto model = FamilyModel::blank(of);
  if (!model) return model.error();
  CoverOptions how;
  how.requests_per_walk_max = options.length;
  StateGraphBounds bounds;
  if (what != Cover::Refusals) bounds.edges_max = how.covered_max;  // There is no need to count on.
  const auto graph = StateGraph::of(*model, bounds);
  if (!graph && what == Cover::Refusals) return graph.error();
  if (!graph) return too_much_to_cover(what, how);
  const auto walks = cover(*graph, what, how);
  if (!walks) return walks.error();
  suite.scenarios = scenarios_of(*graph, what, *walks);
  suite.walked =
      Suite::Walked{of, count_requests(*graph), walks->covered, walks->least, walks->is_exact};
  return {};
}

Result<Suite> suite_of(const GenerateOptions& options) {
  Suite suite;
  suite.cover = options.cover;
  const ModelOptions of = model_options(options.model, images_if_not_given);
  suite.edition = of.edition;
  suite.interpretation = of.interpretation;
  if (options.cover == "machine") {
    suite.scenarios = machine_scenarios(of.edition, of.interpretation);
    return suite;
  }
  if (options.cover == "families") {
    suite.scenarios = family_scenarios(of.edition, of.interpretation);
    return suite;
  }
  for (const Cover what : {Cover::Transitions, Cover::Refusals, Cover::Pairs}) {
    if (options.cover != to_text(what)) continue;
    if (auto walked = walk(options, what, suite); !walked) return walked.error();
  }
  return suite;
}

Result<std::string> written(const GenerateOptions& options, const Suite& suite) {
  std::string text;
  if (options.format == "yaml") {
    text = write_yaml(suite.scenarios);
  } else {
    if (options.header) text += render_corpus_header(suite) + "\n";
    for (const Scenario& scenario : suite.scenarios)
      text += write_json(scenario) + "\n";
  }
  constexpr std::size_t bytes_max = ReadLimits{}.text_bytes_max;
  if (text.size() > bytes_max)
    return problem("GEN002",
                   fmt::format("the suite has {} MiB; a file of more than {} is not read",
                               text.size() >> 20U, bytes_max >> 20U),
                   "look at fewer images, accounts or instances");
  return text;
}

/// Options that do not go together.
std::optional<Diagnostic> contradiction(const GenerateOptions& options) {
  if (options.header && options.format != "jsonl")
    return problem("GEN004", "a suite in YAML has no header",
                   "add --format jsonl, or write the header to a file with --statistics");
  const bool is_suite_printed = options.output.empty() || options.output == "-";
  if (is_suite_printed && options.statistics == "-")
    return problem("GEN004", "the suite and its statistics both go to standard output",
                   "name a file for one of them: --output FILE");
  return std::nullopt;
}

int run_generate(const GenerateOptions& options) {
  if (const auto wrong = contradiction(options)) return refuse(*wrong);
  const auto suite = suite_of(options);
  if (!suite) return refuse(suite.error());
  if (suite->scenarios.empty())
    return refuse(problem("GEN003", fmt::format("there are no {} to cover", options.cover),
                          "look at one image at least"));
  const auto text = written(options, *suite);
  if (!text) return refuse(text.error());
  if (const auto done = write_output(options.output, *text); !done) return refuse(done.error());
  if (!options.statistics.empty()) {
    if (const auto done = write_output(options.statistics, render_corpus_header(*suite) + "\n");
        !done)
      return refuse(done.error());
  }
  std::cerr << render_suite_summary(*suite);
  return exit_holds;
}

constexpr const char* footer =
    R"(What is covered:
  transitions  every accepted request in every state that can be reached
  refusals     every refused request in every such state, with all rules that it breaks
  pairs        every accepted request after every other that can come before it
  machine      every event in every state of one image, those that only the platform, a copy or
               an import brings about too
  families     every two images that could be in one family, by status, time, region and owner

The last two are not about --images and what follows it. Every scenario replays green with
`imgfam run`; the expectations are what the model answers.

Examples:
  imgfam generate --cover transitions --output transitions.yaml
  imgfam generate --cover refusals --edition 2020 | imgfam run - --quiet
  imgfam generate --cover pairs --images 1 --format jsonl --header --output corpus.jsonl)";

void add_output_options(CLI::App& command, GenerateOptions& options) {
  command
      .add_option("--length", options.length,
                  "Begin another scenario once one has so many accepted requests, 500 if not given")
      ->check(is_count(100'000, 1))
      ->option_text("N");
  command.add_option("--format", options.format, "yaml (the default) or jsonl")
      ->check(is_one_of("a format", {"yaml", "jsonl"}))
      ->option_text("FORMAT");
  command.add_flag("--header", options.header,
                   "Begin a jsonl corpus with a line that says what it holds and how it is read");
  command
      .add_option("--output,-o", options.output,
                  "Write the suite to this file, whole or not at all; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      .add_option("--statistics", options.statistics,
                  "Write that header to this file, whatever the format; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
}

}  // namespace

void add_generate_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command =
      app.add_subcommand("generate", "Make a suite of scenarios that leaves nothing out");
  command
      ->add_option("--cover", options->cover,
                   "transitions, refusals, pairs, machine or families; see below")
      ->required()
      ->check(is_one_of("something to cover",
                        {"transitions", "refusals", "pairs", "machine", "families"}))
      ->option_text("WHAT");
  add_model_arguments(*command, options->model, images_if_not_given, "Answer by");
  add_output_options(*command, *options);
  command->footer(footer);
  command->callback([options, &chosen] { chosen = [options] { return run_generate(*options); }; });
}

}  // namespace imgfam
