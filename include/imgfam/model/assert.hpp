// IMGFAM_ASSERT: for our own bugs only. It is on in every build type, and no input of a user can
// reach it; bad input is a Diagnostic (diagnostic.hpp), a refusal of the simulated service is an
// Outcome (outcome.hpp).
#pragma once

namespace imgfam {

/// Prints the broken condition with its place to standard error and ends the process with exit
/// code 70.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace imgfam

#define IMGFAM_ASSERT(condition)          \
  (static_cast<bool>(condition) ? void(0) \
                                : ::imgfam::assertion_failed(#condition, __FILE__, __LINE__))
