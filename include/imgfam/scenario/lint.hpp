// Lint: what is no error in a scenario, but hardly meant. A real service ignores a parameter that it does not know,
// and so does the model; a person who wrote one has mistyped it more often than not.
#pragma once

#include <imgfam/scenario/scenario.hpp>

#include <string>
#include <vector>

namespace imgfam {

struct Doubt {
  std::size_t step = 0;  ///< Index into Scenario::steps.
  std::string code;      ///< LNT001 unknown parameter, LNT002 unknown action that is expected to succeed.
  std::string message;
  std::string hint;
};

std::vector<Doubt> lint(const Scenario& scenario);

}  // namespace imgfam
