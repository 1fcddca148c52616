// Matching: which of the predicted ways an observed answer can have come by, with the values that
// the implementation chose itself taken over.
#pragma once

#include "predict.hpp"

#include <string>
#include <vector>

namespace imgfam {

/// What one candidate has to do with the answer.
struct Match {
  std::vector<Leaf> conforming;  ///< Ways that give the very answer.
  /// The others, with the ids of the answer where it shows them.
  std::vector<Leaf> others;
  Adoption adoption;
  std::vector<std::string> differences;  ///< Of the nearest of the others.
  /// Why the ids of the answer cannot be taken over; empty when they can.
  std::string conflict;
};

class Matcher {
 public:
  Matcher(const Request& request, const Observation& observed, const OracleState& state)
      : request_(request), observed_(observed), state_(state) {}

  Match match(const Start& start, const Leaf& leaf) const;

 private:
  Comparison compare_with(const SharedCloud& before, const Leaf& leaf, bool are_ids_known,
                          const Unseen& unseen) const;
  void adopt(const Start& start, const Leaf& leaf, Match& match) const;

  const Request& request_;
  const Observation& observed_;
  const OracleState& state_;
};

}  // namespace imgfam
