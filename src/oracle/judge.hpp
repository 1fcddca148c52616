// Judge: makes the verdict about one answer, and moves the state on.
#pragma once

#include "match.hpp"
#include "predict.hpp"

#include <string>
#include <vector>

namespace imgfam {

class Judge {
 public:
  Judge(OracleState& state, const Request& request, const Observation& observed)
      : state_(state), request_(request), observed_(observed), matcher_(request, observed, state) {}

  Verdict judge();

 private:
  struct Found {
    const Candidate* candidate;
    Match match;
  };

  void find_matches();
  bool conforms() const;
  void say_undecided(std::string why);
  void judge_lost();
  void follow_unjudged(const std::string& why);
  void accept();
  void accuse();
  bool name_contradictions();
  void go_on_after_violation();
  /// Goes on with the ways that `pick` gives of each match; false when there are none.
  template <class Pick>
  bool go_on_with(const Pick& pick, bool are_ids_seen);
  bool changes_nothing() const;
  bool is_creation_ending() const;
  std::string outside() const;

  OracleState& state_;
  const Request& request_;
  const Observation& observed_;
  Matcher matcher_;
  std::optional<Predicted> predicted_;
  std::vector<Found> found_;
  Verdict verdict_;
};

}  // namespace imgfam
