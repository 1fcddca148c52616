// SlotIndex: from the hash of a key to the slots whose elements have that key. It keeps no keys, so
// a million elements cost no second copy of their names; who asks compares the element itself.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstdint>
#include <functional>
#include <string_view>

namespace imgfam {

using Slot = std::uint32_t;

/// Mixes a further part into a hash.
constexpr std::size_t hash_with(std::size_t seed, std::size_t part) {
  return seed ^ (part + 0x9e3779b97f4a7c15ULL + (seed << 6U) + (seed >> 2U));
}

class SlotIndex {
 public:
  void add(std::size_t hash, Slot slot) { entries_.insert({hash, slot}); }
  void remove(std::size_t hash, Slot slot) { entries_.erase(Entry{hash, slot}); }

  /// A slot of that hash for which `is_it` holds; `none` when there is no such slot.
  template <class IsIt>
  Slot find(std::size_t hash, const IsIt& is_it) const {
    const auto it = entries_.find(Probe<IsIt>{hash, is_it});
    return it == entries_.end() ? none : it->slot;
  }

  static constexpr Slot none = 0xffffffff;

 private:
  struct Entry {
    std::size_t hash;
    Slot slot;
    bool operator==(const Entry&) const = default;
  };
  template <class IsIt>
  struct Probe {
    std::size_t hash;
    const IsIt& is_it;
  };
  struct Hash {
    using is_transparent = void;
    using is_avalanching = void;  // What is given is a hash already.
    std::size_t operator()(const auto& entry_or_probe) const noexcept {
      return entry_or_probe.hash;
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Entry& a, const Entry& b) const { return a == b; }
    template <class IsIt>
    bool operator()(const Probe<IsIt>& probe, const Entry& entry) const {
      return probe.hash == entry.hash && probe.is_it(entry.slot);
    }
    template <class IsIt>
    bool operator()(const Entry& entry, const Probe<IsIt>& probe) const {
      return (*this)(probe, entry);
    }
  };
  boost::unordered_flat_set<Entry, Hash, Equal> entries_;
};

}  // namespace imgfam
