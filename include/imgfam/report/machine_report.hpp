// The machine of one image as text, JSON or Markdown: its rows, walked off its own table, and what
// it refuses.
#pragma once

#include <imgfam/report/rules_report.hpp>

#include <string>

namespace imgfam {

/// All rows, then every (status, event) that is refused in a state which an image can reach, with
/// the rules that refuse it there. In Markdown with a diagram of the rows that change the status:
/// these are the tables of docs/reference/lifecycle.md.
std::string render_machine(DocumentFormat format);

}  // namespace imgfam
