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
  if (!found.empty()) return write_output(file, write_yaml(found));
  std::cerr << "imgfam explore: there is no way to write down";
  std::cerr << (file == "-" ? "\n" : fmt::format("; {} is not touched\n", printable(file)));
  return {};
}

}  // namespace imgfam
