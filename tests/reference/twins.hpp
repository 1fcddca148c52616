// Twins: a Cloud and a reference Model that begin equal and are asked the same.
//
// Whatever is done to both, the differences between what they answered and what they became are the
// result, a line each; none is what the tests want. A refused request must also leave the Cloud
// equal to what it was, and a request that only describes likewise.
#pragma once

#include "reference/model.hpp"

#include <imgfam/cloud/cloud.hpp>

#include <string>
#include <vector>

namespace imgfam::reference {

using Differences = std::vector<std::string>;

struct Twins {
  Cloud cloud;
  Model model;

  /// The model begins as the cloud is.
  explicit Twins(Cloud begin);

  /// What the cloud answered last; the model answered the same unless a difference was found.
  Outcome outcome;
  /// The rules that the cloud found broken, or that took effect in it, when it was last asked.
  std::vector<RuleId> rules;

  Differences send(const Request& request);
  Differences advance(Duration by);
  Differences platform(const std::string& image, const Event& event);

 private:
  Differences differing_answers(const Request& request, const Cloud& before);
  Differences differing_states() const;
  /// Takes the effects out of the trace, and empties it.
  void note_effects();

  Trace trace_;
};

/// True when something in the request's answer or the cloud may change although it is refused.
bool may_apply_in_part(const Interpretation& interpretation);

}  // namespace imgfam::reference
