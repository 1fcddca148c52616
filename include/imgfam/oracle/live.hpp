// LiveJudge: judges traffic that others make, as it passes by.
//
// It asks nothing itself, so what nobody reads is not judged. What there is to begin with must be
// known: of an image that it never heard of it could only be wrong.
#pragma once

#include <imgfam/oracle/conform.hpp>

#include <vector>

namespace imgfam {

class LiveJudge {
 public:
  static constexpr std::size_t violations_max = 1000;

  LiveJudge(const Cloud& beginning, const ConformOptions& options);

  /// Judges an answer. `now`: when the request was made.
  JudgedRequest judge(const Request& request, Reply reply, SimTime now);

  const std::vector<JudgedRequest>& violations() const { return violations_; }
  std::vector<QuestionReport> questions() const { return oracle_.questions_report(); }
  const std::map<std::size_t, Landmark>& landmarks() const { return landmarks_; }
  const Coverage& coverage() const { return coverage_; }
  /// Counts, as of a scenario.
  const ConformRun& run() const { return run_; }

 private:
  Oracle oracle_;
  std::map<std::size_t, Landmark> landmarks_;
  Coverage coverage_;
  ConformRun run_;
  std::vector<JudgedRequest> violations_;
};

}  // namespace imgfam
