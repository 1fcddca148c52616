#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"

#include <imgfam/scenario/import.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace imgfam {
namespace {

struct ImportArguments {
  std::vector<std::string> paths;
  std::string account;
  std::string region;
  std::string clock;
  std::string format = "yaml";
  std::string output;
  bool strict = false;
  bool quiet = false;
};

int fail(const Diagnostic& problem) {
  std::cerr << render(problem);
  return exit_input;
}

ImportOptions options_of(const ImportArguments& arguments) {
  ImportOptions options;
  options.account = parse_account(arguments.account);
  options.region = arguments.region;
  options.clock = parse_time(arguments.clock);
  options.is_strict = arguments.strict;
  return options;
}

void show_remarks(const ImportedState& state, bool is_quiet) {
  for (const Diagnostic& unknown : state.unknown)
    std::cerr << render(unknown);
  if (is_quiet) return;
  for (const std::string& sentence : state.assumed)
    std::cerr << fmt::format("note: taken for so: {}\n", printable(sentence));
  for (const std::string& sentence : state.left_out)
    std::cerr << fmt::format("note: left out: {}\n", printable(sentence));
}

int run_import(const ImportArguments& arguments) {
  const auto files = find_document_files(arguments.paths);
  if (!files) return fail(files.error());
  const ImportOptions options = options_of(arguments);
  std::vector<std::string> names;
  std::vector<std::string> texts;
  std::size_t bytes_left = options.limits.read.text_bytes_max;
  for (const std::string& file : *files) {
    auto text = read_file(file, bytes_left);
    if (!text) return fail(text.error());
    bytes_left -= text->size();
    names.push_back(file == "-" ? "<stdin>" : printable(file));
    texts.push_back(std::move(*text));
  }
  std::vector<DocumentText> documents;
  for (std::size_t i = 0; i < texts.size(); ++i)
    documents.push_back({names[i], texts[i]});

  const Import import = import_state(documents, options);
  for (const Diagnostic& problem : import.problems)
    std::cerr << render(problem);
  if (!import.state) return exit_input;
  show_remarks(*import.state, arguments.quiet);
  const std::string out =
      arguments.format == "json" ? state_as_json(*import.state) : state_as_yaml(*import.state);
  if (arguments.output.empty() || arguments.output == "-") {
    std::cout << out;
    return exit_holds;
  }
  const auto written = write_file(arguments.output, out);
  return written ? exit_holds : fail(written.error());
}

constexpr const char* examples = R"(Examples:
  imgfam import images.json shares.json instances.json > state.yaml
  aliyun ecs DescribeImages --RegionId cn-hangzhou --Status ALL --PageSize 100 |
    imgfam import - --output state.yaml
  imgfam import answers/ --strict               fail where something is unknown)";

void add_options(CLI::App& command, ImportArguments& arguments) {
  command
      .add_option("PATH", arguments.paths,
                  "Files, folders, globs, or - for standard input: what DescribeImages, "
                  "DescribeImageSharePermission and DescribeInstances answer in JSON, "
                  "one document after another or a list of them")
      ->required()
      ->option_text("PATH...");
  command
      .add_option("--account", arguments.account, "Who asked, where no image of its own shows it")
      ->check(is_account())
      ->option_text("UID");
  command
      .add_option("--region", arguments.region,
                  "The region of documents that name none, and of the scenario")
      ->option_text("REGION");
  command
      .add_option("--clock", arguments.clock,
                  "The scenario's clock, instead of the newest time seen")
      ->check(is_time())
      ->option_text("TIME");
  command.add_flag("--strict", arguments.strict, "What is unknown is an error");
  command.add_option("--format", arguments.format, "yaml (the default) or json")
      ->check(is_one_of("a format", {"yaml", "json"}))
      ->option_text("FORMAT");
  command
      .add_option("--output,-o", arguments.output,
                  "Write the scenario to this file, whole or not at all; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command.add_flag("--quiet,-q", arguments.quiet, "Say what is unknown, but not what is left out");
}

}  // namespace

void add_import_command(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand(
      "import", "Make a scenario of a real account's state, from what its API answered");
  add_options(*command, *arguments);
  command->footer(examples);
  command->callback(
      [arguments, &chosen] { chosen = [arguments] { return run_import(*arguments); }; });
}

}  // namespace imgfam
