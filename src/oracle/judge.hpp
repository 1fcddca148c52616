// Judge: makes the verdict about one answer, and moves the state on.
#pragma once

#include "match.hpp"
#include "predict.hpp"

#include <string>
#include <vector>

namespace imgfam {

class Judge {
 public:
  /// `took`: from the request to its answer.
  Judge(OracleState& state, const Request& request, const Observation& observed, Duration took)
      : state_(state),
        request_(request),
        observed_(observed),
        took_(took),
        matcher_(request, observed, state) {}

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
  /// Which of the questions whose reading was known from the start the request depends on.
  QuestionSet exercised_of_known() const;
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
  Duration took_;
  Matcher matcher_;
  std::optional<Predicted> predicted_;
  std::vector<Found> found_;
  Verdict verdict_;
};

}  // namespace imgfam
