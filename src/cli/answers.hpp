// The API's answers as files: what `imgfam import` and `imgfam plan` do alike with them.
#pragma once

#include <imgfam/model/result.hpp>
#include <imgfam/scenario/import.hpp>

#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): of the library
class App;
}  // namespace CLI

namespace imgfam {

/// Texts with the names of their files, as diagnostics show them.
struct TextsRead {
  std::vector<std::string> names;
  std::vector<std::string> texts;
};

/// Reads the files, `-` for standard input, all of them within the bound of an import.
/// ERRORS: those of reading a file.
Result<TextsRead> read_texts(const std::vector<std::string>& files);

/// Makes a state of the answers. What is wrong and what is unknown is printed to standard error,
/// and unless `is_quiet` what is assumed. Nothing is answered where something is wrong.
std::optional<ImportedState> import_texts(const TextsRead& read, const ImportOptions& options,
                                          bool is_quiet);

/// Gives a command the option that says which images are deleted.
void add_deleted(CLI::App& command, std::vector<std::string>& to);

/// The sentences as notes on standard error.
void show_notes(std::string_view what, const std::vector<std::string>& sentences);

}  // namespace imgfam
