#include "commands.hpp"
#include "options.hpp"
#include "serve.hpp"
#include "settle.hpp"

#include <imgfam/http/neighbours.hpp>
#include <imgfam/rules/parameters.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <memory>
#include <string_view>

namespace imgfam {
namespace {

constexpr const char* examples = R"(Examples:
  imgfam serve                                   on http://127.0.0.1:8787, one public image
  imgfam serve --given account.yaml --state s.db  begin as the scenario does, and last
  imgfam serve --port 0 --control 0 --log -      any free ports; show every request
  imgfam serve --credentials keys.yaml --edition 2020
  imgfam serve --clock simulated --settle 90s --control 8788
  imgfam serve --record session.yaml             what clients did, as a scenario

Clients sign with an access key of --credentials, a list of
  {access-key: testid, secret: testsecret, account: "1000000000000001"}
Without it, testid and testsecret are the account's of the --given.

Exit code: 0 when it was stopped by a signal, 2 where an option or a file is wrong.)";

CLI::Validator is_settle() {
  return CLI::Validator(
      [](std::string& text) {
        Settle ignored;
        return set_settle(text, ignored);
      },
      "DURATION");
}

/// Of the service's operations on images. [doc: Official SDK, machine source of ECS 2014-05-26,
/// 2026-08-07]
constexpr std::array<std::string_view, 14> operations_left_out{"CancelImagePipelineExecution",
                                                               "CancelTask",
                                                               "CreateImageComponent",
                                                               "CreateImagePipeline",
                                                               "DeleteImageComponent",
                                                               "DeleteImagePipeline",
                                                               "DescribeImageComponents",
                                                               "DescribeImagePipelineExecutions",
                                                               "DescribeImagePipelines",
                                                               "DescribeImageSupportInstanceTypes",
                                                               "DescribeTaskAttribute",
                                                               "DescribeTasks",
                                                               "ExportImage",
                                                               "StartImagePipelineExecution"};

int show_coverage() {
  std::cout << "Answered by the rules of the model:\n";
  for (const OperationSpec& operation : operations())
    std::cout << "  " << operation.action << '\n';
  std::cout << "\nAnswered beside it, without judging, for whole workflows on images:\n";
  for (const NeighbourOperation& operation : neighbour_operations())
    std::cout << fmt::format("  {:31} {}\n", operation.action, operation.keeps);
  std::cout << "\nOperations on images that it does not answer:\n";
  for (const std::string_view action : operations_left_out)
    std::cout << "  " << action << '\n';
  std::cout << "\nThese and any other action are answered 404 InvalidAction.NotFound.\n";
  return exit_holds;
}

void add_world_options(CLI::App& command, ServeOptions& options) {
  command
      .add_option("--given", options.given,
                  "A scenario whose `given` is what there is; its steps are left aside")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      .add_option("--credentials", options.credentials,
                  "The access keys that may call, with their secrets and accounts")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      .add_option("--edition", options.edition,
                  "The documents that are followed: 2020, 2023 or 2026 (the default)")
      ->check(is_edition())
      ->option_text("EDITION");
  command
      .add_option("--interpretation", options.readings,
                  "A reading of an open question, as repeat-status=accept; may be repeated")
      ->check(is_reading())
      ->expected(1)
      ->take_all()
      ->option_text("QUESTION=READING");
  command
      .add_option("--settle", options.settle,
                  "How long creations take: 90s, or copy=5m; may be repeated. Without it, no time")
      ->check(is_settle())
      ->expected(1)
      ->take_all()
      ->option_text("DURATION");
  command
      .add_option("--clock", options.clock,
                  "real (the default), or simulated: it stands still but for --control")
      ->check(is_one_of("a clock", {"real", "simulated"}))
      ->option_text("CLOCK");
  command.add_option("--seed", options.seed, "What ids and RequestIds follow from; 1 if not given")
      ->check(is_count(999'999'999))
      ->option_text("N");
}

void add_server_options(CLI::App& command, ServeOptions& options) {
  command
      .add_option("--address", options.address,
                  "Where to listen; 127.0.0.1 if not given, so that no other machine can call")
      ->check(is_not_empty("an address"))
      ->option_text("ADDRESS");
  command
      .add_option("--port,-p", options.port,
                  "8787 if not given; 0: any that is free, see the output")
      ->check(is_count(65'535))
      ->option_text("PORT");
  command
      .add_option("--log", options.log, "Write every exchange there, a JSON object a line; -: here")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      .add_option("--control", options.control,
                  "The port of the control interface, beside --port; 0: any that is free. Without "
                  "it there is none")
      ->check(is_count(65'535))
      ->option_text("PORT");
  command.add_flag("--quiet,-q", options.quiet, "Say nothing but where it listens");
}

void add_keeping_options(CLI::App& command, ServeOptions& options) {
  command
      .add_option("--state", options.state,
                  "Keep everything in this file, and go on from what it has; without it, in memory")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      .add_option("--record", options.record,
                  "Write the session to this file, as scenarios that replay to the same answers")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
}

}  // namespace

void add_serve_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ServeOptions>();
  auto coverage = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("serve", "Answer the clients of the real service, as an emulator");
  add_server_options(*command, *options);
  add_world_options(*command, *options);
  add_keeping_options(*command, *options);
  command->add_flag("--coverage", *coverage, "List the operations that are answered, and end");
  command->footer(examples);
  command->callback([options, coverage, &chosen] {
    chosen = [options, coverage] { return *coverage ? show_coverage() : serve(*options); };
  });
}

}  // namespace imgfam
