#include "answers.hpp"

#include "files.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <iostream>

namespace imgfam {

Result<TextsRead> read_texts(const std::vector<std::string>& files) {
  TextsRead out;
  std::size_t bytes_left = ImportLimits{}.read.text_bytes_max;
  for (const std::string& file : files) {
    auto text = read_file(file, bytes_left);
    if (!text) return text.error();
    bytes_left -= text->size();
    out.names.push_back(file == "-" ? "<stdin>" : printable(file));
    out.texts.push_back(std::move(*text));
  }
  return out;
}

std::optional<ImportedState> import_texts(const TextsRead& read, const ImportOptions& options,
                                          bool is_quiet) {
  std::vector<DocumentText> documents;
  for (std::size_t i = 0; i < read.texts.size(); ++i)
    documents.push_back({read.names[i], read.texts[i]});
  Import import = import_state(documents, options);
  for (const Diagnostic& problem : import.problems)
    std::cerr << render(problem);
  if (!import.state) return std::nullopt;
  // What is unknown may be what a plan breaks on, so no option hides it.
  for (const Diagnostic& unknown : import.state->unknown)
    std::cerr << render(unknown);
  if (!is_quiet) show_notes("taken for so", import.state->assumed);
  return std::move(import.state);
}

void add_deleted(CLI::App& command, std::vector<std::string>& to) {
  command
      .add_option("--deleted", to,
                  "Images that no answer shows because they are deleted, divided by commas; their "
                  "instances are left out")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->delimiter(',')
      ->option_text("IMAGES");
}

void show_notes(std::string_view what, const std::vector<std::string>& sentences) {
  for (const std::string& sentence : sentences)
    std::cerr << fmt::format("note: {}: {}\n", what, printable(sentence));
}

}  // namespace imgfam
