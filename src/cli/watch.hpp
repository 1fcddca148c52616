// Runs something again whenever a scenario file changes.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace imgfam {

/// Calls `run` at once and after every change, until interrupted; answers what the last call
/// answered.
int watch(const std::vector<std::string>& paths, const std::function<int()>& run);

}  // namespace imgfam
