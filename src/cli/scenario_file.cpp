#include "scenario_file.hpp"

#include "files.hpp"

#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

#include <iostream>

namespace imgfam {

std::optional<Scenario> read_the_scenario(const std::string& file) {
  const auto text = read_file(file, ReadLimits{}.text_bytes_max);
  if (!text) {
    std::cerr << render(text.error());
    return std::nullopt;
  }
  const std::string shown = file == "-" ? "<stdin>" : printable(file);
  ParsedScenarios parsed = parse_all(*text, shown, kind_of(file, *text));
  for (const Diagnostic& d : parsed.problems)
    std::cerr << render(d);
  if (!parsed.problems.empty()) return std::nullopt;
  if (parsed.scenarios.size() == 1) return std::move(parsed.scenarios.front());
  std::cerr << render(
      problem("EXP010", fmt::format("`{}` holds {} scenarios", shown, parsed.scenarios.size()),
              "name a file that holds one"));
  return std::nullopt;
}

Result<void> write_found(const std::string& file, const std::vector<Scenario>& found) {
  const bool is_to_stdout = file == "-";
  if (found.empty()) {
    std::cerr << "imgfam explore: there is no way to write down";
    std::cerr << (is_to_stdout ? "\n" : fmt::format("; {} is not touched\n", printable(file)));
    return {};
  }
  const std::string text = write_yaml(found);
  if (!is_to_stdout) return write_file(file, text);
  std::cout << text;
  return {};
}

}  // namespace imgfam
