// Looking around a cloud: the shipped properties in every state that a few requests lead to, as few
// as the size of the cloud demands, so that it can be part of every run.
#pragma once

#include <imgfam/cloud/cloud.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace imgfam {

struct Around {
  std::uint32_t depth = 0;  ///< How many requests were made in a row.
  std::uint64_t states = 0;
  struct Violation {
    std::string property;
    std::vector<std::string> path;  ///< The requests, as people read them.
  };
  std::vector<Violation> violated;
};

/// Explores what the account can do in the region, with one more instance than there are. The depth
/// is 3, or less where there are so many requests that it would take long. Deterministic.
/// ERRORS: EXP001 more images, accounts or instances than a model holds, EXP013 too many requests.
Result<Around> look_around(const Cloud& cloud, AccountId account, std::string_view region);

}  // namespace imgfam
