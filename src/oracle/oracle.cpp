#include <imgfam/oracle/oracle.hpp>

#include "judge.hpp"
#include "predict.hpp"
#include "state.hpp"

#include <algorithm>

namespace imgfam {

Oracle::Oracle(const Cloud& start, const OracleOptions& options)
    : state_(std::make_unique<OracleState>(start, options)) {}
Oracle::Oracle(const Oracle& other) : state_(std::make_unique<OracleState>(*other.state_)) {}
Oracle::Oracle(Oracle&& other) noexcept = default;
Oracle& Oracle::operator=(const Oracle& other) {
  state_ = std::make_unique<OracleState>(*other.state_);
  return *this;
}
Oracle& Oracle::operator=(Oracle&& other) noexcept = default;
Oracle::~Oracle() = default;

Allowed Oracle::allowed(const Request& request) const {
  Allowed allowed;
  allowed.undecided = state_->lost_track;
  if (!allowed.undecided.empty()) return allowed;
  auto predicted = predict(*state_, request);
  if (!predicted) {
    allowed.undecided = "the request may go in too many ways";
    return allowed;
  }
  allowed.undecided = why_not_judged(request, *predicted, *state_);
  allowed.outcomes = std::move(predicted->outcomes);
  return allowed;
}

Verdict Oracle::observe(const Request& request, const Observation& observation, Duration took) {
  return Judge(*state_, request, observation, took).judge();
}

Verdict Oracle::observe_unreadable(const Request& request, const Observation& observation,
                                   const std::string& why) {
  constexpr int too_many_requests = 429;
  const Allowed known = allowed(request);
  Observation lost = observation;
  lost.is_lost = true;  // Whether the request was carried out, nothing says.
  Verdict verdict = observe(request, lost);
  if (!known.undecided.empty() || observation.status == too_many_requests) return verdict;
  verdict.kind = VerdictKind::Violates;
  verdict.differences = {why};
  verdict.why = why;
  return verdict;
}

void Oracle::lose_track(std::string why) {
  if (state_->lost_track.empty()) state_->lost_track = std::move(why);
}

void Oracle::advance(Duration by) {
  for (Hypothesis& h : state_->hypotheses) {
    auto cloud = std::make_shared<Cloud>(*h.cloud);
    cloud->advance(by);  // No reading has a say in what time brings about.
    h.cloud = std::move(cloud);
  }
}

void Oracle::platform(std::string_view image, const Event& event) {
  for (Hypothesis& h : state_->hypotheses) {
    auto cloud = std::make_shared<Cloud>(*h.cloud);
    cloud->platform(image, event);  // Nor in what the platform does.
    h.cloud = std::move(cloud);
  }
}

void Oracle::restart(const Cloud& start) { state_->begin(start, state_->all_boxes()); }

SimTime Oracle::now() const { return cloud().now(); }
const std::string& Oracle::lost_track() const { return state_->lost_track; }
std::size_t Oracle::observations() const { return state_->observations; }
std::size_t Oracle::hypotheses() const { return state_->boxes_count(); }
const Cloud& Oracle::cloud() const { return *state_->hypotheses.front().cloud; }

std::vector<QuestionReport> Oracle::questions_report() const {
  const Box possible = hull(state_->all_boxes());
  std::vector<QuestionReport> reports;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    QuestionReport report;
    report.question = q;
    for (std::uint8_t r = 0; r < questions[q].readings_count(); ++r) {
      const ReadingId id{q, r};
      if (possible.allows(id)) report.possible.push_back(id);
      if (const auto by = state_->excluded_by[q][r]) report.excluded.push_back({id, *by});
    }
    const bool is_exercised = (state_->exercised >> q & 1U) != 0;
    // A reading that was known from the start needs an answer that depended on it, too.
    const bool is_told = is_exercised || std::ranges::any_of(report.excluded, [](const auto& e) {
                           return e.observation != 0;
                         });
    report.knowledge = !is_told                 ? Knowledge::NotExercised
                       : possible.is_decided(q) ? Knowledge::Decided
                                                : Knowledge::Open;
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace imgfam
