// The layout of --help: our own, so that it is the same whichever CLI11 the tool is built with.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace imgfam {

/// Usage, arguments, options and commands, wrapped to 80 columns, then the footer as it is. What
/// stands for the value of an option is its option text.
class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

}  // namespace imgfam
