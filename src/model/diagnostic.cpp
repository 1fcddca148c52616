#include <imgfam/model/diagnostic.hpp>

#include <imgfam/model/letter_case.hpp>
#include <imgfam/model/request.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

namespace imgfam {
namespace {

constexpr std::size_t shown_line_max = 160;

/// Levenshtein distance without case, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (lower_case(a[i]) == lower_case(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
  }
  return row.back();
}

/// The part of a source line that is shown, with the caret's offset in it: long lines are cut
/// around the caret.
struct Excerpt {
  std::string text;
  std::size_t caret;
};

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }
bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

Excerpt excerpt(std::string_view line, std::size_t column) {
  const std::size_t at = std::min(column == 0 ? 0 : column - 1, line.size());
  std::size_t first = at > shown_line_max / 2 ? at - shown_line_max / 2 : 0;
  std::size_t last = std::min(first + shown_line_max, line.size());
  // No character is cut in two.
  while (first < at && continues_character(line[first]))
    ++first;
  while (last < line.size() && last > at && continues_character(line[last]))
    --last;
  return {printable(line.substr(first, last - first)), at - first};
}

}  // namespace

Diagnostic problem(std::string code, std::string message, std::string hint) {
  Diagnostic d;
  d.code = std::move(code);
  d.message = std::move(message);
  d.hint = std::move(hint);
  return d;
}

std::string printable(std::string_view text) {
  std::string out(text);
  std::replace_if(out.begin(), out.end(), is_control, '?');
  if (!is_utf8_text(out)) std::replace_if(out.begin(), out.end(), std::not_fn(is_ascii), '?');
  return out;
}

std::string render(const Diagnostic& d) {
  std::string out = fmt::format("{}[{}]: {}\n", d.severity == Severity::Error ? "error" : "warning",
                                d.code, printable(d.message));
  const std::string file = printable(d.where.file);
  if (!file.empty() && d.where.line != 0) {
    out += fmt::format("  --> {}:{}:{}\n", file, d.where.line, d.where.column);
  } else if (!file.empty()) {
    out += fmt::format("  --> {}\n", file);
  }
  const std::string number = d.where.line != 0 ? std::to_string(d.where.line) : std::string();
  const std::string gutter(number.size() + 1, ' ');
  if (!d.source_line.empty()) {
    const Excerpt shown = excerpt(d.source_line, d.caret != 0 ? d.caret : d.where.column);
    out += fmt::format("{} |\n {} | {}\n{} | {}^\n", gutter, number, shown.text, gutter,
                       std::string(shown.caret, ' '));
  }
  if (!d.hint.empty()) out += fmt::format("{} = hint: {}\n", gutter, printable(d.hint));
  return out;
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t word_length_max =
      64;  // Longer words are no typing mistakes; bounds the work as well.
  if (word.size() > word_length_max) return {};
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  std::string_view best;
  std::size_t best_distance = allowed + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

}  // namespace imgfam
