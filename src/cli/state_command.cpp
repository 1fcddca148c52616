#include "commands.hpp"
#include "files.hpp"
#include "options.hpp"
#include "state_text.hpp"

#include <imgfam/http/recorder.hpp>
#include <imgfam/http/state_file.hpp>
#include <imgfam/scenario/write.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>

namespace imgfam {
namespace {

struct StateOptions {
  std::string action;
  std::string file;
  std::string input;
  std::string output;
  std::string format;
};

/// That an option of another action does nothing might not be noticed. ERRORS: STA012.
Result<void> check_options(const StateOptions& options) {
  const auto wrong = [](std::string_view option, std::string_view action) {
    return problem("STA012", fmt::format("{} is for an {}", option, action),
                   "an export takes --output and --format, an import --input");
  };
  if (!options.input.empty() && options.action != "import") return wrong("--input", "import");
  if (!options.output.empty() && options.action != "export") return wrong("--output", "export");
  if (!options.format.empty() && options.action != "export") return wrong("--format", "export");
  return {};
}

/// The acts again, for a scenario. ERRORS: CLD001 to CLD010, STA005.
Result<std::string> as_scenario(StateFile& state) {
  Recorder recorder(state.beginning());
  if (auto told = state.tell_acts(recorder); !told) return told.error();
  if (recorder.is_full()) {
    return problem("STA010",
                   fmt::format("a scenario has room for the first {} steps only", recorder.steps()),
                   "export it as jsonl");
  }
  return write_yaml(recorder.scenarios());
}

int run_export(const StateOptions& options) {
  auto state = StateFile::open(options.file, nullptr);
  if (!state) return refuse(state.error());
  const auto text = options.format == "scenario" ? as_scenario(*state) : state_as_text(*state);
  if (!text) return refuse(text.error());
  const auto written = write_output(options.output, *text);
  return written ? exit_holds : refuse(written.error());
}

int run_import(const StateOptions& options) {
  if (std::filesystem::exists(options.file)) {
    return refuse(problem("STA009", fmt::format("`{}` is there already", printable(options.file)),
                          "name a new file"));
  }
  const auto text = read_file(options.input.empty() ? "-" : options.input, state_text_bytes_max);
  if (!text) return refuse(text.error());
  const std::string shown =
      options.input.empty() || options.input == "-" ? "<stdin>" : printable(options.input);
  const auto acts = state_from_text(*text, shown, options.file);
  if (!acts) return refuse(acts.error());
  std::cout << fmt::format("{}: {} acts\n", printable(options.file), *acts);
  return exit_holds;
}

int run_verify(const StateOptions& options) {
  const auto state = StateFile::open(options.file, nullptr);
  if (!state) return refuse(state.error());
  std::cout << fmt::format("{}: whole; {} acts, each answered as it was\n", printable(options.file),
                           state->acts());
  return exit_holds;
}

constexpr const char* examples = R"(Examples:
  imgfam state verify s.db                       whole, and answered as this version answers?
  imgfam state export s.db > s.jsonl             as text, to be kept or looked at
  imgfam state import s.db < s.jsonl             a new file of such a text
  imgfam state export s.db --format scenario     all that happened, as a scenario

Exit code: 0 done, 2 where the file or an option is wrong.)";

int run_state(const StateOptions& options) {
  if (const auto fitting = check_options(options); !fitting) return refuse(fitting.error());
  if (options.action == "import") return run_import(options);
  return options.action == "export" ? run_export(options) : run_verify(options);
}

}  // namespace

void add_state_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<StateOptions>();
  CLI::App* command =
      app.add_subcommand("state", "Export, import or verify what `imgfam serve --state` keeps");
  command
      ->add_option("ACTION", options->action,
                   "export: write it as text; import: make a new file of such a text; verify: is "
                   "it whole, and answered as this version answers?")
      ->required()
      ->check(is_one_of("an action", {"export", "import", "verify"}))
      ->option_text("ACTION");
  command->add_option("FILE", options->file, "The file of `imgfam serve --state`")
      ->required()
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      ->add_option("--format", options->format,
                   "Of an export: jsonl (the default), an act a line, or scenario")
      ->check(is_one_of("a format", {"jsonl", "scenario"}))
      ->option_text("FORMAT");
  command
      ->add_option("--output,-o", options->output,
                   "Export to this file, whole or not at all; -: to standard output")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command
      ->add_option("--input,-i", options->input,
                   "Import this text; standard input if not given, or -")
      ->check(is_not_empty("a file's name"))
      ->option_text("FILE");
  command->footer(examples);
  command->callback([options, &chosen] { chosen = [options] { return run_state(*options); }; });
}

}  // namespace imgfam
