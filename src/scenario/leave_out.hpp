// Delta debugging of one list, by ever smaller pieces. (After Zeller and Hildebrandt's ddmin; its
// subsets are left out, since a scenario seldom fails by a piece from its middle alone.)
#pragma once

#include <algorithm>
#include <cstddef>

namespace imgfam {

/// Tries to leave out pieces of a list of `count` items, from its end, first in halves, at last
/// item by item until none can be left out. `is_left_out(from, to)` tries it with the items [from,
/// to) of the list as it is by then, and says whether they are gone. Returns how many remain.
template <class IsLeftOut>
std::size_t leave_out_pieces(std::size_t count, IsLeftOut&& is_left_out) {
  for (std::size_t piece = count; piece > 0;) {
    const std::size_t before = count;
    for (std::size_t to = count; to > 0;) {
      const std::size_t from = to - std::min(piece, to);
      if (is_left_out(from, to)) count -= to - from;
      to = from;
    }
    const bool is_stuck = piece > 1 || before == count;
    if (is_stuck) piece /= 2;
  }
  return count;
}

}  // namespace imgfam
