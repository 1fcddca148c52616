#include "credentials_file.hpp"

#include "files.hpp"

#include <iostream>

namespace imgfam {

std::optional<std::vector<Credential>> read_credentials(const std::string& file) {
  constexpr std::size_t bytes_max = 4 * 1024 * 1024;
  const auto text = read_file(file, bytes_max);
  if (!text) {
    std::cerr << render(text.error());
    return std::nullopt;
  }
  const std::string shown = file == "-" ? "<stdin>" : printable(file);
  ParsedCredentials parsed = parse_credentials(*text, shown, kind_of(file, *text));
  for (const Diagnostic& d : parsed.problems)
    std::cerr << render(d);
  if (!parsed.problems.empty()) return std::nullopt;
  return std::move(parsed.credentials);
}

}  // namespace imgfam
