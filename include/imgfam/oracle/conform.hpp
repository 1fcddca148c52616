// Conformance: judges an endpoint by scenarios. It sets the endpoint up as a scenario is given,
// sends the scenario's requests, reads back after every write what came of it, and has an Oracle
// judge every answer.
//
//     Conformance conformance(endpoint, control, {.edition = Edition::E2026});
//     for (const Scenario& scenario : scenarios) ConformRun run = conformance.judge(scenario);
//
// What a scenario expects, and the readings that it chooses, are not looked at: whatever the
// documents allow conforms. An implementation follows one reading of each question, so what a
// scenario shows of its readings holds in those that follow.
//
// A copy is a snapshot of all that is known; the endpoint is shared.
#pragma once

#include <imgfam/oracle/endpoint.hpp>
#include <imgfam/oracle/oracle.hpp>
#include <imgfam/scenario/coverage.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace imgfam {

struct ConformOptions {
  Edition edition = newest_edition;
  std::vector<ReadingId> readings{};  ///< Known from the start.
  Duration clock_tolerance{};         ///< As in OracleOptions.
  bool reads_back = true;             ///< Whether writes are followed by reads.
  /// Of an endpoint without a control interface: what it has at first, and its edition. Scenarios
  /// are then set up by requests, one after the other, as far as these can.
  std::optional<Cloud> beginning{};
};

/// An answer that excluded readings.
struct Landmark {
  std::string scenario;
  std::optional<std::size_t> step;
  Request request;
  std::string answer;  ///< `200` or `403 ImageUseShared`.
};

/// One request to the endpoint, and what was judged of its answer.
struct JudgedRequest {
  /// Of the scenario, from 0; nothing: read before the first step, to see that all is as given.
  std::optional<std::size_t> step;
  bool is_read_back = false;  ///< Asked by the judge, not by the scenario.
  /// What it was read back after, to see what that had done; nothing where nothing was.
  std::optional<Request> after;
  std::vector<RuleId> after_rules{};  ///< Behind what that was allowed to come to.
  Request request;
  Observation observation;
  Verdict verdict;
  /// Of a violation: what excluded the readings that the verdict names, by their observations.
  std::map<std::size_t, Landmark> earlier{};
};

enum class ConformResult : std::uint8_t {
  Conforms,   ///< Every answer that can be judged conforms, and there was one.
  Violates,   ///< An answer did not; what comes after it was not asked.
  Undecided,  ///< Answers were lost, the control failed, or the state is not known any more.
  NotJudged,  ///< The scenario cannot be played at this endpoint, or nothing of it was judged.
};
constexpr std::string_view to_text(ConformResult result) {
  constexpr std::string_view texts[] = {"conforms", "violates", "undecided", "not judged"};
  return texts[static_cast<std::size_t>(result)];
}

/// In what way an endpoint violates: two violations of one kind have one cause, as a rule.
struct ViolationKind {
  std::string action;
  std::string answer;      ///< `200`, `403 ImageUseShared`.
  std::string difference;  ///< What it is about: a place in the document, without ids and numbers.
  std::vector<RuleId> rules;

  auto operator<=>(const ViolationKind&) const = default;
};
ViolationKind kind_of(const JudgedRequest& violation);

/// A scenario at the endpoint.
struct ConformRun {
  ConformResult result = ConformResult::NotJudged;
  std::string why;  ///< Of Undecided and NotJudged; of others why it ended before its last step.
  bool is_out_of_reach = false;  ///< Why: the endpoint itself, so that others will do no better.
  /// The one that ended it, or else the last one of a kind that was known already.
  std::optional<JudgedRequest> violation;
  std::size_t steps_done = 0;
  std::size_t steps_skipped = 0;  ///< They name something that the endpoint has not made.
  std::size_t requests = 0;       ///< Sent, those of set-up left aside.
  std::size_t judged = 0;         ///< Answers that conform or violate.
  std::size_t undecided = 0;      ///< Answers that the model does not judge.
};

class Conformance {
 public:
  /// `control`: nullptr where the endpoint has no control interface.
  /// REQUIRES: both live as long as this and its copies.
  Conformance(Endpoint& endpoint, EndpointControl* control, const ConformOptions& options);

  ConformRun judge(const Scenario& scenario);

  const ConformOptions& options() const { return options_; }
  std::vector<QuestionReport> questions() const { return oracle_.questions_report(); }
  /// By the numbers of observations, as exclusions name them.
  const std::map<std::size_t, Landmark>& landmarks() const { return landmarks_; }
  /// Of the answers that conform: what brought them about, or refused them.
  const Coverage& coverage() const { return coverage_; }

 private:
  friend class ConformSession;

  Endpoint* endpoint_;
  EndpointControl* control_;
  ConformOptions options_;
  Oracle oracle_;
  std::map<std::size_t, Landmark> landmarks_;
  Coverage coverage_;
  /// Of answers that showed wrongly what was given: nothing had been done. What comes after one
  /// more of these is asked all the same.
  std::set<ViolationKind> misreadings_;
  /// Without control: where the endpoint has what it was said to have, and no more.
  std::set<std::string> regions_looked_at_;
};

/// `200`, `403 ImageUseShared` or `no answer`, for people.
std::string shown(const Observation& observation);

}  // namespace imgfam
