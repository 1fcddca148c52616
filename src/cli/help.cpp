#include "help.hpp"

#include <fmt/format.h>

#include <sstream>

namespace imgfam {
namespace {

constexpr std::size_t columns = 80;
constexpr std::size_t indent = 24;

/// A name with what it means beside it, or below it where it is too long.
std::string entry(const std::string& name, const std::string& meaning) {
  const bool is_too_long = name.size() + 4 > indent;
  std::string out = is_too_long ? fmt::format("  {}\n{:{}}", name, "", indent)
                                : fmt::format("  {:<{}}", name, indent - 2);
  std::size_t column = indent;
  std::istringstream words(meaning);
  for (std::string word; words >> word;) {
    if (column != indent && column + 1 + word.size() > columns) {
      out += fmt::format("\n{:{}}", "", indent);
      column = indent;
    }
    if (column != indent) out += ' ';
    out += word;
    column += word.size() + (column != indent ? 1 : 0);
  }
  return out + '\n';
}

/// `-j, --jobs N`
std::string names_of(const CLI::Option& option) {
  std::string out;
  for (const std::string& name : option.get_snames())
    out += (out.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames())
    out += (out.empty() ? "--" : ", --") + name;
  return option.get_option_text().empty() ? out : out + " " + option.get_option_text();
}

std::string usage(const CLI::App& app, const std::string& name) {
  std::string out = fmt::format("Usage: {} [OPTION]...", name);
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) out += " " + option->get_option_text();
  }
  return out + (app.get_subcommands({}).empty() ? "\n" : " COMMAND ...\n");
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode) const {
  std::string arguments;
  std::string options;
  std::string commands;
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_positional()) {
      arguments += entry(option->get_option_text(), option->get_description());
    } else {
      options += entry(names_of(*option), option->get_description());
    }
  }
  for (const CLI::App* command : app->get_subcommands({})) {
    commands += entry(command->get_name(), command->get_description());
  }
  std::string out = app->get_description() + "\n\n" + usage(*app, name);
  if (!commands.empty()) out += "\nCommands:\n" + commands;
  if (!arguments.empty()) out += "\nArguments:\n" + arguments;
  out += "\nOptions:\n" + options;
  if (!app->get_footer().empty()) out += "\n" + app->get_footer() + "\n";
  return out;
}

}  // namespace imgfam
