// SlotIndex: from the hash of a key to the slots whose elements have that key. It keeps no keys, so
// a million elements cost no second copy of their names; who asks compares the element itself.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>

namespace imgfam {

using Slot = std::uint32_t;

/// Mixes a further part into a hash.
constexpr std::size_t hash_with(std::size_t seed, std::size_t part) {
  return seed ^ (part + 0x9e3779b97f4a7c15ULL + (seed << 6U) + (seed >> 2U));
}

class SlotIndex {
 public:
  void add(std::size_t hash, Slot slot) { slots_.emplace(hash, slot); }

  void remove(std::size_t hash, Slot slot) {
    const auto [first, last] = slots_.equal_range(hash);
    for (auto it = first; it != last; ++it) {
      if (it->second == slot) {
        slots_.erase(it);
        return;
      }
    }
  }

  /// The first slot of that hash for which `is_it` holds; `none` when there is no such slot.
  template <class IsIt>
  Slot find(std::size_t hash, IsIt&& is_it) const {
    const auto [first, last] = slots_.equal_range(hash);
    for (auto it = first; it != last; ++it) {
      if (is_it(it->second)) return it->second;
    }
    return none;
  }

  static constexpr Slot none = 0xffffffff;

 private:
  struct AsItIs {
    std::size_t operator()(std::size_t hash) const noexcept { return hash; }
  };
  std::unordered_multimap<std::size_t, Slot, AsItIs> slots_;
};

}  // namespace imgfam
