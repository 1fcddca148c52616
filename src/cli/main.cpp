// `imgfam`: arguments in, exit code out.
#include "commands.hpp"
#include "help.hpp"

#include <imgfam/model/diagnostic.hpp>
#include <imgfam/version.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr const char* examples = R"(`imgfam COMMAND --help` tells more about a command.

Examples:
  imgfam run scenarios/                         replay every scenario below a folder
  imgfam run scenarios/rollback --trace         and show what each step changes
  imgfam run a.yaml --edition 2020              under another edition of the documents
  imgfam check a.yaml                           find mistakes without running
  imgfam explore --images 4 --accounts 2        what holds in every state of a family
  imgfam generate --cover refusals > all.yaml   a scenario for all that is refused
  imgfam import images.json > state.yaml        a real account's state as a scenario
  imgfam plan state.yaml --goal 'family web resolves-to m-v1'
  imgfam shrink failing.yaml                    the shortest that fails in the same way
  imgfam serve --given a.yaml --state s.db      an endpoint for clients of the service
  imgfam conform scenarios/ --endpoint URL --credentials keys.yaml --given a.yaml
                                                whether your own implementation does the same
  imgfam oracle < answers.jsonl                 the same, told line by line from any language
  imgfam rules deprecate-unshared               a rule in full: source, editions, error
  imgfam rules ImageUseShared                   the rules behind an error code
  imgfam rules --diff 2020 2023                 what changed between two editions
  imgfam diagram > lifecycle.svg                the machine of one image, drawn
  imgfam schema > scenario.schema.json          for editors

Exit codes: 0 holds, 1 an expectation failed, 2 usage or input error, 3 undecided, 70 a bug in imgfam.
Colors are left out where standard output is no terminal or NO_COLOR is set.)";

/// The name among `known` that a mistyped one stands for, as a question; else nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::string_view near = imgfam::nearest(word, {known.begin(), known.end()});
  return near.empty() ? std::string() : fmt::format("; did you mean `{}`?", near);
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames())
      names.push_back("--" + name);
  }
  return names;
}

std::string no_option(const std::string& argument, const CLI::App& command) {
  return fmt::format("there is no option `{}`{}", argument,
                     did_you_mean(argument, option_names(command)));
}

/// What is wrong with the arguments, in our words where CLI11's do not help.
std::string usage_problem(const CLI::App& app, const CLI::App& command,
                          const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  if (&command == &app) {
    const auto first = std::find_if(arguments.begin(), arguments.end(),
                                    [](const std::string& a) { return !a.starts_with('-'); });
    if (first == arguments.end()) return no_option(arguments.front(), app);
    std::vector<std::string> known;
    for (const CLI::App* each : app.get_subcommands({}))
      known.push_back(each->get_name());
    return fmt::format("`{}` is no command{}", *first, did_you_mean(*first, known));
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    for (const std::string& argument : app.remaining(true)) {
      if (!argument.starts_with('-')) return fmt::format("one argument too many: `{}`", argument);
      return no_option(argument, command);
    }
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const std::string what = error.what();
    const std::string name = what.substr(0, what.find(':'));
    const CLI::Option* option = command.get_option_no_throw(name);
    if (what.find("At Most") != std::string::npos) return name + " is given more than once";
    if (option) return fmt::format("{} needs {}", name, option->get_option_text());
  }
  return error.what();
}

/// Answers --help and --version, which are errors to CLI11, or says what is wrong.
int end_of_parsing(const CLI::App& app, const CLI::ParseError& error,
                   const std::vector<std::string>& arguments) {
  if (error.get_exit_code() == 0) return app.exit(error);
  if (arguments.empty()) {
    std::cerr << app.help();
    return imgfam::exit_input;
  }
  const auto chosen = app.get_subcommands();
  const CLI::App& command = chosen.empty() ? app : *chosen.front();
  const std::string name = chosen.empty() ? "imgfam" : "imgfam " + command.get_name();
  std::cerr << fmt::format("{}: {}\nTry `{} --help`.\n", name,
                           imgfam::printable(usage_problem(app, command, error, arguments)), name);
  return imgfam::exit_input;
}

int run(int argc, char** argv) {
  CLI::App app("An executable, cited model of Alibaba Cloud ECS custom images and image families",
               "imgfam");
  imgfam::Command chosen;
  app.formatter(std::make_shared<imgfam::HelpFormatter>());
  app.set_help_flag("-h,--help", "Show this help");
  app.set_version_flag("--version", "imgfam " + std::string(imgfam::version), "Show the version");
  app.footer(examples);
  app.require_subcommand(1);
  imgfam::add_run_command(app, chosen);
  imgfam::add_check_command(app, chosen);
  imgfam::add_explore_command(app, chosen);
  imgfam::add_generate_command(app, chosen);
  imgfam::add_import_command(app, chosen);
  imgfam::add_plan_command(app, chosen);
  imgfam::add_shrink_command(app, chosen);
  imgfam::add_rules_command(app, chosen);
  imgfam::add_diagram_command(app, chosen);
  imgfam::add_conform_command(app, chosen);
  imgfam::add_serve_command(app, chosen);
  imgfam::add_state_command(app, chosen);
  imgfam::add_oracle_command(app, chosen);
  imgfam::add_schema_command(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return end_of_parsing(app, error, {argv + 1, argv + argc});
  }
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    const int code = run(argc, argv);
    std::cout.flush();
    if (std::cout) return code;
    std::cerr << "imgfam: cannot write to standard output\n";  // A full disk, say, is no success.
    return imgfam::exit_input;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "imgfam: bug: %s; please report it\n", error.what());
  } catch (...) {
    std::fprintf(stderr, "imgfam: bug: an unknown exception; please report it\n");
  }
  return imgfam::exit_bug;
}
