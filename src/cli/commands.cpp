#include "commands.hpp"

#include <imgfam/model/diagnostic.hpp>

#include <iostream>

namespace imgfam {

int refuse(const Diagnostic& diagnostic) {
  std::cerr << render(diagnostic);
  return exit_input;
}

}  // namespace imgfam
