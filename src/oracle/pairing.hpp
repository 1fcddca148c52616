// Pairing: which of some stand for which of others, so that as many as can be fit.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace imgfam {

/// The partner of each of `mine`, none twice; nothing where it has none. `fits` is asked once a
/// pair at most.
std::vector<std::optional<std::size_t>> pair_up(
    std::size_t mine, std::size_t theirs,
    const std::function<bool(std::size_t, std::size_t)>& fits);

}  // namespace imgfam
