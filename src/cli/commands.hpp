// The commands of the tool. Each adds itself to the arguments and, when chosen, answers the exit
// code: 0 holds, 1 an expectation failed, 2 usage or input error, 3 a bound was reached, 70 our
// bug.
#pragma once

#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): of the library
class App;
}  // namespace CLI

namespace imgfam {

struct Diagnostic;

using Command = std::function<int()>;

inline constexpr int exit_holds = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_input = 2;
inline constexpr int exit_undecided = 3;
inline constexpr int exit_bug = 70;

/// Says on standard error what is wrong, and answers the exit code for that.
int refuse(const Diagnostic& diagnostic);

/// Each gives the parser its options and sets `chosen` when the command is named.
void add_run_command(CLI::App& app, Command& chosen);
void add_check_command(CLI::App& app, Command& chosen);
void add_shrink_command(CLI::App& app, Command& chosen);
void add_schema_command(CLI::App& app, Command& chosen);
void add_serve_command(CLI::App& app, Command& chosen);
void add_oracle_command(CLI::App& app, Command& chosen);
void add_state_command(CLI::App& app, Command& chosen);
void add_conform_command(CLI::App& app, Command& chosen);
void add_explore_command(CLI::App& app, Command& chosen);
void add_generate_command(CLI::App& app, Command& chosen);
void add_import_command(CLI::App& app, Command& chosen);
void add_plan_command(CLI::App& app, Command& chosen);
void add_rules_command(CLI::App& app, Command& chosen);
void add_diagram_command(CLI::App& app, Command& chosen);

}  // namespace imgfam
