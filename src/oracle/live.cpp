#include <imgfam/oracle/live.hpp>

#include "read_back.hpp"

namespace imgfam {
namespace {

OracleOptions oracle_options(const ConformOptions& options) {
  OracleOptions out;
  out.clock_tolerance = options.clock_tolerance;
  out.readings = options.readings;
  return out;
}

}  // namespace

LiveJudge::LiveJudge(const Cloud& beginning, const ConformOptions& options)
    : oracle_(beginning, oracle_options(options)) {}

JudgedRequest LiveJudge::judge(const Request& request, Reply reply, SimTime asked, Duration took) {
  if (asked > oracle_.now()) oracle_.advance(asked - oracle_.now());
  JudgedRequest judged;
  judged.request = request;
  judged.observation = std::move(reply.observation);
  judged.step = counts_.requests++;
  judged.verdict = reply.kind == Reply::Kind::NotUnderstood
                       ? oracle_.observe_unreadable(request, judged.observation, reply.why)
                       : oracle_.observe(request, judged.observation, took);
  if (reply.kind == Reply::Kind::Lost && !reply.why.empty()) judged.verdict.why = reply.why;
  const Verdict& verdict = judged.verdict;
  ++(verdict.kind == VerdictKind::Undecided ? counts_.undecided : counts_.judged);
  if (reply.kind != Reply::Kind::Answered && !only_reads(request.action)) is_lost_ = true;
  if (verdict.matched) {
    coverage_.add(verdict.expected[*verdict.matched].trace);
    coverage_.add(verdict.expected[*verdict.matched].outcome);
  }
  if (!verdict.excluded.empty())
    landmarks_[verdict.observation] = {"live traffic", judged.step, request,
                                       shown(judged.observation)};
  if (verdict.kind != VerdictKind::Violates) return judged;
  for (const Exclusion& exclusion : verdict.contradictions) {
    const auto known = landmarks_.find(exclusion.observation);
    if (known != landmarks_.end()) judged.earlier.insert(*known);
  }
  if (violations_.size() < violations_max) violations_.push_back(judged);
  return judged;
}

ConformRun LiveJudge::run() const {
  ConformRun run = counts_;
  if (!violations_.empty()) {
    run.result = ConformResult::Violates;
    run.violation = violations_.front();
  } else if (!oracle_.lost_track().empty()) {
    run.result = ConformResult::Undecided;
    run.why = oracle_.lost_track();
  } else if (is_lost_) {
    run.result = ConformResult::Undecided;
    run.why = "answers were lost, of requests that may have been carried out or not";
  } else if (run.judged > 0) {
    run.result = ConformResult::Conforms;
  } else {
    run.why = "nothing that passed can be judged";
  }
  return run;
}

}  // namespace imgfam
