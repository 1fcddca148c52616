// A naive explorer: every request that there is, sent to a Cloud, in every state that comes of it.
//
// It knows nothing of models, tables or engines: a state is told from another by what the cloud
// says of its images and instances, under the names that the explorer gave them. Slow on purpose;
// its counts are what the engines are held to.
#pragma once

#include <imgfam/cloud/cloud.hpp>

#include <cstdint>
#include <map>

namespace imgfam::reference {

struct NaiveSizes {
  std::size_t images = 1;
  std::size_t accounts = 0;
  std::size_t instances = 0;
  bool uefi_preferred = false;
  Edition edition = newest_edition;
  Interpretation interpretation;
};

struct NaiveCounts {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;  ///< Accepted requests.
  std::uint64_t refusals = 0;
  std::map<RuleId, std::uint64_t> refusals_by_rule;
  std::uint32_t depth = 0;
};

NaiveCounts explore_naively(const NaiveSizes& sizes);

}  // namespace imgfam::reference
