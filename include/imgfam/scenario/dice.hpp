// Dice: everything random that is made up, from one seed, the same on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace imgfam {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// 0 to `sides - 1`. (The bias of the modulus does no harm here.)
  std::size_t below(std::size_t sides) { return static_cast<std::size_t>(engine_() % sides); }
  bool chance(std::size_t percent) { return below(100) < percent; }

  template <class T>
  const T& pick(const std::vector<T>& values) {
    return values[below(values.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace imgfam
