// Numbers that look random and are a function of a seed and a count: for ids that come out the same
// every time.
#pragma once

#include <cstdint>
#include <string>

namespace imgfam {

/// SplitMix64 (Steele, Lea, Flood 2014): a good mixer of a counter.
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

/// The count-th UUID of a seed, in upper case, as RequestIds are: random ones (version 4) by their
/// looks.
std::string uuid_of(std::uint64_t seed, std::uint64_t count);

}  // namespace imgfam
