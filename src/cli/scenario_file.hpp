// Scenario files of the commands that explore: the one that they begin with, and what they found.
#pragma once

#include <imgfam/scenario/scenario.hpp>

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// The one scenario that the file holds. Nothing when there is none or several, or the file cannot
/// be read; why is told to standard error.
std::optional<Scenario> read_the_scenario(const std::string& file);

/// Writes what was found, `-` to standard output. Of nothing no file is made; that is told to
/// standard error. ERRORS: FIL007.
Result<void> write_found(const std::string& file, const std::vector<Scenario>& found);

}  // namespace imgfam
