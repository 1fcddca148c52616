#include "commands.hpp"
#include "conform.hpp"
#include "options.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace imgfam {
namespace {

constexpr const char* examples = R"(Examples:
  imgfam serve --clock simulated --control 8788 --credentials keys.yaml &
  imgfam conform scenarios/ --endpoint http://127.0.0.1:8787 --control http://127.0.0.1:8788 \
      --credentials keys.yaml
  imgfam conform scenarios/ --endpoint https://ecs.example --cacert ca.pem --credentials keys.yaml \
      --given state.yaml                         without a control interface
  imgfam conform --random 1 --steps 5000 --endpoint http://127.0.0.1:9000 \
      --control http://127.0.0.1:9001 --credentials keys.yaml --edition 2023
  imgfam conform --proxy 8080 --endpoint http://127.0.0.1:9000 --given state.yaml \
      --credentials keys.yaml                    judge what clients of port 8080 do

What an endpoint violates is made as short as it can be and saved, and judged first by later runs.
The credentials are a list of {access-key: …, secret: …, account: "1000000000000001"}.

Exit code: 0 all conforms, 1 something violates, 2 nothing was judged or an input is wrong, 3 nothing
violates but something is undecided.)";

void add_endpoint_options(CLI::App& command, ConformCommandOptions& options) {
  command
      .add_option("--endpoint", options.endpoint,
                  "Where the implementation is, http://… or https://…")
      ->required()
      ->option_text("URL");
  command
      .add_option("--credentials", options.credentials,
                  "Access keys to sign with, their secrets and accounts")
      ->required()
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      .add_option("--control", options.control,
                  "Its control interface, by which it is set up; see docs/reference/serve.md")
      ->option_text("URL");
  command.add_option("--signature", options.signature, "v1 (HMAC-SHA1, the default) or acs3")
      ->check(is_one_of("a signature", {"v1", "acs3"}))
      ->option_text("SCHEME");
  command
      .add_option("--wire", options.wire, "Which answers are asked for: json (the default) or xml")
      ->check(is_one_of("a form of answers", {"json", "xml"}))
      ->option_text("FORM");
  command
      .add_option("--timeout", options.timeout_ms,
                  "Milliseconds to wait for an answer, 10000 if not given")
      ->check(is_count(600'000, 1))
      ->option_text("MS");
  command
      .add_option("--cacert", options.trusted,
                  "Certificates (PEM) to trust beside the system's, where a URL is https")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
}

void add_judge_options(CLI::App& command, ConformCommandOptions& options) {
  command
      .add_option("--random", options.random,
                  "Judge by random walks too: of this seed and those after it")
      ->check(is_count(999'999'999))
      ->option_text("SEED");
  command.add_option("--steps", options.steps, "Steps of all random walks, 1000 if not given")
      ->check(is_count(100'000'000, 1))
      ->option_text("N");
  command
      .add_option("--edition", options.edition,
                  "The documents to judge by: 2020, 2023 or 2026 (the default)")
      ->check(is_edition())
      ->option_text("EDITION");
  command
      .add_option(
          "--interpretation", options.readings,
          "A reading that the endpoint is to follow, as repeat-status=accept; may be repeated")
      ->check(is_reading())
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->option_text("QUESTION=READING");
  command
      .add_option("--filter", options.filter,
                  "Only scenarios whose name or file holds this text, in any case")
      ->option_text("TEXT");
}

void add_proxy_options(CLI::App& command, ConformCommandOptions& options) {
  command
      .add_option("--proxy", options.proxy,
                  "Judge what clients send through here to the endpoint, until interrupted")
      ->check(is_not_empty("a port"))
      ->option_text("[ADDRESS:]PORT");
  command
      .add_option("--given", options.given,
                  "Without --control: a scenario whose `given` is what the endpoint has at first")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
}

void add_report_options(CLI::App& command, ConformCommandOptions& options) {
  command.add_option("--format", options.format, "text (the default), json or junit")
      ->check(is_one_of("a format", {"text", "json", "junit"}))
      ->option_text("FORMAT");
  command
      .add_option("--output,-o", options.output,
                  "Write the report to this file, whole or not at all; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      .add_option("--save", options.save,
                  "The folder of the shortest violations, conform-failures if not given")
      ->check(is_not_empty("a folder's name"))
      ->option_text("FOLDER");
  command
      .add_option("--shrink-seconds", options.shrink_seconds,
                  "How long to look for the shortest of each violation, 60 if not given; 0: save "
                  "it as it was found")
      ->check(is_count(86'400))
      ->option_text("N");
  command.add_flag("--coverage", options.coverage,
                   "Show which rules, rows and refusals were judged, and which not");
  command.add_flag("--quiet,-q", options.quiet, "Only what violates, and the totals");
}

}  // namespace

void add_conform_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ConformCommandOptions>();
  CLI::App* command =
      app.add_subcommand("conform", "Judge another implementation by what the documents allow");
  command->add_option("PATH", options->paths, "Files, folders, globs, or - for standard input")
      ->option_text("[PATH...]");
  add_endpoint_options(*command, *options);
  add_judge_options(*command, *options);
  add_proxy_options(*command, *options);
  add_report_options(*command, *options);
  command->footer(examples);
  command->callback([options, &chosen] {
    chosen = [options] {
      return options->proxy.empty() ? conform(*options) : conform_live(*options);
    };
  });
}

}  // namespace imgfam
