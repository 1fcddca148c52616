#include <imgfam/model/assert.hpp>

#include <cstdio>
#include <cstdlib>

namespace imgfam {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "imgfam: bug: %s does not hold (%s:%d); please report it\n", condition, file,
               line);
  std::_Exit(70);
}

}  // namespace imgfam
