#include <imgfam/oracle/live.hpp>

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

JudgedRequest LiveJudge::judge(const Request& request, Reply reply, SimTime now) {
  if (now > oracle_.now()) oracle_.advance(now - oracle_.now());
  JudgedRequest judged;
  judged.request = request;
  judged.observation = std::move(reply.observation);
  judged.step = run_.requests++;
  judged.verdict = oracle_.observe(request, judged.observation);
  if (reply.kind == Reply::Kind::NotUnderstood) {
    judged.verdict.kind = VerdictKind::Violates;
    judged.verdict.differences = {reply.why};
    judged.verdict.why = reply.why;
  }
  const Verdict& verdict = judged.verdict;
  ++(verdict.kind == VerdictKind::Undecided ? run_.undecided : run_.judged);
  if (verdict.matched) {
    coverage_.add(verdict.expected[*verdict.matched].trace);
    coverage_.add(verdict.expected[*verdict.matched].outcome);
  }
  if (!verdict.excluded.empty())
    landmarks_[verdict.observation] = {"live traffic", judged.step, request,
                                       shown(judged.observation)};
  if (verdict.kind == VerdictKind::Violates && violations_.size() < violations_max)
    violations_.push_back(judged);
  return judged;
}

}  // namespace imgfam
