#include "answers.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"

#include <imgfam/scenario/import.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace imgfam {
namespace {

struct ImportArguments {
  std::vector<std::string> paths;
  std::string account;
  std::string region;
  std::string clock;
  std::vector<std::string> deleted;
  std::string format = "yaml";
  std::string output;
  bool strict = false;
  bool quiet = false;
};

ImportOptions options_of(const ImportArguments& arguments) {
  ImportOptions options;
  options.account = parse_account(arguments.account);
  options.region = arguments.region;
  options.clock = parse_time(arguments.clock);
  options.deleted = arguments.deleted;
  options.is_strict = arguments.strict;
  return options;
}

int run_import(const ImportArguments& arguments) {
  const auto files = find_document_files(arguments.paths);
  if (!files) return refuse(files.error());
  const auto read = read_texts(*files);
  if (!read) return refuse(read.error());
  const auto state = import_texts(*read, options_of(arguments), arguments.quiet);
  if (!state) return exit_input;
  if (!arguments.quiet) show_notes("left out", state->left_out);
  const std::string out =
      arguments.format == "json" ? state_as_json(*state) : state_as_yaml(*state);
  const auto written = write_output(arguments.output, out);
  return written ? exit_holds : refuse(written.error());
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
  add_deleted(command, arguments.deleted);
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
