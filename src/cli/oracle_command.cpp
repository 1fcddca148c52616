// `imgfam oracle`: lines of JSON in, lines of JSON out. What they mean: OracleSession.
#include "commands.hpp"
#include "options.hpp"
#include "scenario_file.hpp"

#include <imgfam/oracle/session.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <optional>
#include <string>

namespace imgfam {
namespace {

struct OracleArguments {
  std::string given;
  std::string edition;
  std::vector<std::string> readings;
  std::string tolerance;
  bool is_strict = false;
};

constexpr const char* examples = R"(Examples:
  echo '{"request": {"action": "DescribeImages"}}' | imgfam oracle
  imgfam oracle --given account.yaml --strict < answers.jsonl

A line, and what it is answered with:
  {"request": {"action": …, "with": {…}}}   every answer that is allowed, with its rules
  {"request": …, "observed": {"status": 200, "body": {…}}}    the verdict about one
  {"given": {…}}, {"reset": true}, {"advance": "2h"}, {"snapshot": "a"}, {"restore": "a"},
  {"readings": true}, {"hello": true}

Exit code: 0 at the end of input; with --strict 1 where an answer violates, else 2 where a line
cannot be read or none tells an answer, else 3 where one is undecided.)";

CLI::Validator is_duration() {
  return CLI::Validator(
      [](std::string& text) {
        return parse_duration(text) ? std::string() : "`" + text + "` is no duration, as 5s";
      },
      "DURATION");
}

/// The next line without its end; of one that is too long, as much as shows that. Nothing at the
/// end of the input.
std::optional<std::string> next_line(std::istream& in) {
  using Traits = std::istream::traits_type;
  std::string line;
  std::streambuf& buffer = *in.rdbuf();
  for (auto c = buffer.sbumpc(); !Traits::eq_int_type(c, Traits::eof()); c = buffer.sbumpc()) {
    if (c == '\n') return line;
    if (line.size() <= oracle_line_bytes_max) line += Traits::to_char_type(c);
  }
  return line.empty() ? std::nullopt : std::optional(std::move(line));
}

int answer_lines(const OracleArguments& arguments) {
  SessionOptions options;
  if (!arguments.edition.empty()) options.edition = *parse_edition(arguments.edition);
  options.readings = readings_named(arguments.readings);
  if (!arguments.tolerance.empty()) options.tolerance = *parse_duration(arguments.tolerance);
  if (!arguments.given.empty()) {
    auto scenario = read_the_scenario(arguments.given);
    if (!scenario) return exit_input;
    options.given = std::move(scenario->given);
  }
  auto session = OracleSession::begin(options);
  if (!session) return refuse(session.error());
  while (const auto line = next_line(std::cin)) {
    std::cout << session->answer(*line) << '\n' << std::flush;
    if (!std::cout) break;
  }
  if (!arguments.is_strict) return exit_holds;
  if (session->violations() > 0) return exit_failed;
  if (session->errors() > 0) return exit_input;
  if (session->judged() == 0)
    return refuse(problem("ORC008", "no answer was judged",
                          R"(tell some, as {"request": …, "observed": {"status": 200, …}})"));
  return session->undecided() > 0 ? exit_undecided : exit_holds;
}

}  // namespace

void add_oracle_command(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<OracleArguments>();
  CLI::App* command = app.add_subcommand(
      "oracle", "Judge the answers of another implementation, told line by line");
  command
      ->add_option("--given", arguments->given,
                   "A scenario whose `given` is what there is; its steps are left aside")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      ->add_option("--edition", arguments->edition,
                   "The documents to judge by: 2020, 2023 or 2026 (the default)")
      ->check(is_edition())
      ->option_text("EDITION");
  command
      ->add_option("--interpretation", arguments->readings,
                   "A reading that is known, as repeat-status=accept; may be repeated")
      ->check(is_reading())
      ->expected(1)
      ->take_all()
      ->option_text("QUESTION=READING");
  command
      ->add_option("--tolerance", arguments->tolerance,
                   "How far its times may be from ours, as 5s; not at all if not given")
      ->check(is_duration())
      ->option_text("DURATION");
  command->add_flag(
      "--strict", arguments->is_strict,
      "Exit with 1 where an answer violates, 2 where nothing is judged, 3 where one is "
      "undecided");
  command->footer(examples);
  command->callback(
      [arguments, &chosen] { chosen = [arguments] { return answer_lines(*arguments); }; });
}

}  // namespace imgfam
