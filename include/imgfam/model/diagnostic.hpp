// Bad input, said clearly. A Diagnostic names what is wrong, where, what was expected and what to
// do about it.
//
// It is the error side of Result<T> (result.hpp): every reader of outside data answers either a
// value or one or more of these. A refusal of the simulated service is not bad input; that is an
// Outcome (outcome.hpp).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// A place in a text. Lines and columns count from 1, columns in bytes; 0 means "not known".
struct Position {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;

  bool operator==(const Position&) const = default;
};

enum class Severity : unsigned char { Error, Warning };

/// One thing wrong with an input. `code` is stable and documented (`SCN012`); the texts are for
/// people.
struct Diagnostic {
  // First on purpose: were a string first, C++20 would take any string for a Diagnostic, and
  // Result<std::string> could not tell the two apart.
  Severity severity = Severity::Error;
  std::string code;
  Position where;
  std::string message;      ///< What is wrong, with what was found and what was expected.
  std::string hint;         ///< What to do next; empty when there is nothing to add.
  std::string source_line;  ///< The line it stands in, without its newline; empty when not known.
  /// Where the caret stands under source_line, from 1; 0 means under where.column. For a line too
  /// long to keep, of which source_line is a part.
  std::size_t caret = 0;

  bool operator==(const Diagnostic&) const = default;
};

/// A diagnostic without a place.
Diagnostic problem(std::string code, std::string message, std::string hint);

/// The form that people read, ending in a newline:
///
///     error[SCN012]: unknown key `imags` in given
///       --> scenarios/a.yaml:4:3
///        |
///      4 |   imags: []
///        |   ^
///        = hint: did you mean `images`?
std::string render(const Diagnostic& diagnostic);

/// The text for a terminal or a report: every control character a question mark, and every byte
/// beyond ASCII too where the text is not UTF-8.
std::string printable(std::string_view text);

/// The candidate nearest to `word` by edit distance, or an empty view when none is near enough to
/// be meant. Candidates are compared without case; the first of equally near ones wins.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace imgfam
