// Finds a bracket or quote of YAML that is never closed. yaml-cpp notices it where something else
// is missed, often lines later, and takes a `[` at which a text ends for the begin of a key. So
// this looks at the text once more, after an error: it knows quotes, comments and block texts, and
// nothing else of YAML.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace imgfam {

struct BracketSearch {
  std::size_t from = 0;     ///< Where a node may begin, outside of all brackets.
  std::size_t to = 0;       ///< Where the error is; brackets that are closed by then are no matter.
  std::size_t deepest = 0;  ///< So many may stand in each other.
};

struct BracketsFound {
  std::optional<std::size_t> unclosed;  ///< The innermost around `to`, or a quote in it.
  std::optional<std::size_t> too_deep;  ///< The first that stands in `deepest` others.
};

/// REQUIRES: from <= to <= text.size(). Linear in the text.
BracketsFound find_brackets(std::string_view text, const BracketSearch& search);

}  // namespace imgfam
