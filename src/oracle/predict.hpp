// Predicting: every way in which a request may go, from all hypotheses.
#pragma once

#include "state.hpp"

#include <imgfam/oracle/verdict.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// A state to take the request from. Where the CreationTimes of some images are known within a
/// tolerance only, and the newest is asked for, each of those is made the newest in turn.
struct Start {
  SharedCloud cloud;
  std::vector<Box> boxes;
  std::map<std::string, SimTime> times;  ///< As they are without that, of the images changed.
};

/// A way in which the request may go.
struct Candidate {
  std::size_t start = 0;
  Leaf leaf;
  std::size_t outcome = 0;  ///< Which of the outcomes it is.
};

struct Predicted {
  std::vector<Start> starts;
  std::vector<Candidate> candidates;
  std::vector<AllowedOutcome> outcomes;
  QuestionSet exercised = 0;  ///< The questions on which outcome or state depend.
};

/// Nothing when there are too many ways.
std::optional<Predicted> predict(const OracleState& state, const Request& request);

/// The states to take a request from.
std::vector<Start> starts_of(const OracleState& state, const Request& request);

/// Why what the request comes to cannot be judged; empty when it can.
std::string why_not_judged(const Request& request, const Predicted& predicted,
                           const OracleState& state);

/// `a=x b=y|z`: how the box is narrower than another one on some questions; empty when it is not.
std::string describe(const Box& box, const Box& than, QuestionSet on);

}  // namespace imgfam
