// `imgfam`: arguments in, exit code out.
#include "commands.hpp"

#include <imgfam/version.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <iostream>

namespace {

constexpr const char* examples = R"(
Examples:
  imgfam run scenarios/                         replay every scenario below a folder
  imgfam run scenarios/rollback --trace         and show what each step changes
  imgfam run a.yaml --edition 2020              under another edition of the documents
  imgfam check a.yaml                           find mistakes without running
  imgfam rules deprecate-unshared               a rule in full: source, editions, error
  imgfam rules ImageUseShared                   the rules behind an error code
  imgfam rules --diff 2020 2023                 what changed between two editions
  imgfam schema > scenario.schema.json          for editors

Exit codes: 0 holds, 1 an expectation failed, 2 usage or input error, 70 a bug in imgfam.
Colors are left out where standard output is no terminal or NO_COLOR is set.)";

int run(int argc, char** argv) {
  CLI::App app("An executable, cited model of Alibaba Cloud ECS custom images and image families", "imgfam");
  imgfam::Command chosen;
  app.set_version_flag("--version", "imgfam " + std::string(imgfam::version), "Show the version");
  app.footer(examples);
  app.require_subcommand(1);
  app.failure_message([](const CLI::App* failed, const CLI::Error& error) {
    return std::string(error.what()) + "\nTry `" + (failed->get_parent() ? "imgfam " : "") + failed->get_name() + " --help`.\n";
  });
  imgfam::add_run_command(app, chosen);
  imgfam::add_check_command(app, chosen);
  imgfam::add_rules_command(app, chosen);
  imgfam::add_schema_command(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? imgfam::exit_holds : imgfam::exit_input;
  }
  const int code = chosen();
  std::cout.flush();
  return std::cout ? code : imgfam::exit_input;  // A full disk or a closed pipe is no success.
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "imgfam: bug: %s; please report it\n", error.what());
  } catch (...) {
    std::fprintf(stderr, "imgfam: bug: an unknown exception; please report it\n");
  }
  return imgfam::exit_bug;
}
