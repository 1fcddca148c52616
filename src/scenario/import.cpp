#include <imgfam/scenario/import.hpp>

#include <imgfam/scenario/write.hpp>

#include "import_records.hpp"

#include <fmt/format.h>

namespace imgfam {
namespace {

void check_size(std::span<const DocumentText> texts, const ImportLimits& limits,
                ImportProblems& problems) {
  std::size_t bytes = 0;
  for (const DocumentText& text : texts)
    bytes += text.text.size();
  if (bytes <= limits.read.text_bytes_max) return;
  problems.add(problem(
      "IMP001",
      fmt::format("texts of {} bytes; at most {} are read", bytes, limits.read.text_bytes_max),
      "import one region at a time"));
}

void check_options(const ImportOptions& options, ImportProblems& problems) {
  if (options.region.empty() || is_region(options.region)) return;
  problems.add(problem("IMP014", fmt::format("there is no region {}", shown(options.region)),
                       "DescribeRegions lists them"));
}

void check_found(std::span<const DocumentText> texts, const Records& records,
                 ImportProblems& problems) {
  if (!records.pages.empty() || !problems.none()) return;
  Diagnostic nothing = problem("IMP009",
                               "no document of DescribeImages, "
                               "DescribeImageSharePermission or DescribeInstances",
                               "give what they answer in JSON, with all its fields");
  if (!texts.empty()) nothing.where.file = texts.front().file;
  problems.add(std::move(nothing));
}

/// A comment of several lines, broken at blanks where that is possible.
void add_comment(std::string& out, std::string_view text, std::string_view first) {
  constexpr std::size_t columns_max = 100;
  std::string line = fmt::format("# {}", first);
  bool is_begun = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (is_begun && line.size() + 1 + end > columns_max) {
      out += line + '\n';
      line = "#  ";
    }
    line += fmt::format(" {}", text.substr(0, end));
    is_begun = true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out += line + '\n';
}

}  // namespace

ImportProblems::ImportProblems(std::span<const DocumentText> texts, std::size_t most)
    : most_(most) {
  for (const DocumentText& text : texts)
    sources_.emplace_back(text.file, without_mark(text.text));
}

void ImportProblems::add(std::string_view code, const DocumentPlace& where, std::string message,
                         std::string hint) {
  if (is_full()) return;
  Source& source = sources_[where.text];
  source.count_tokens_from(where.from);
  list_.push_back(source.diagnostic(code, source.token_offset(where.token), std::move(message),
                                    std::move(hint)));
}

void ImportProblems::add(Diagnostic problem) {
  if (!is_full()) list_.push_back(std::move(problem));
}

Position ImportProblems::position(const DocumentPlace& where) {
  Source& source = sources_[where.text];
  source.count_tokens_from(where.from);
  return source.position(source.token_offset(where.token));
}

Import import_state(std::span<const DocumentText> texts, const ImportOptions& options) {
  Import out;
  ImportProblems problems(texts, options.limits.problems_max);
  check_size(texts, options.limits, problems);
  check_options(options, problems);
  if (problems.none()) {
    Records records = read_documents(texts, options, problems);
    check_found(texts, records, problems);
    const AccountId account =
        problems.none() ? find_account(records, options, problems) : AccountId{};
    if (problems.none()) out.state = make_state(std::move(records), account, options, problems);
  }
  if (options.is_strict && out.state) {
    for (Diagnostic& unknown : out.state->unknown)
      problems.add(std::move(unknown));
  }
  if (!problems.none()) out.state.reset();
  out.problems = problems.take();
  return out;
}

std::string state_as_yaml(const ImportedState& state) {
  std::string out;
  if (!state.unknown.empty()) out += "# What the documents do not tell:\n";
  for (const Diagnostic& unknown : state.unknown)
    add_comment(out, printable(fmt::format("{}; {}", unknown.message, unknown.hint)),
                fmt::format("- {}", unknown.code));
  if (!state.assumed.empty()) out += "# What is taken for so:\n";
  for (const std::string& sentence : state.assumed)
    add_comment(out, printable(sentence), "-");
  return out + write_yaml(state.scenario);
}

std::string state_as_json(const ImportedState& state) {
  Scenario scenario = state.scenario;
  for (const Diagnostic& unknown : state.unknown)
    scenario.why += fmt::format(" Open: {}.", printable(unknown.message));
  for (const std::string& sentence : state.assumed)
    scenario.why += fmt::format(" Taken for so: {}.", printable(sentence));
  return write_json(scenario) + '\n';
}

}  // namespace imgfam
