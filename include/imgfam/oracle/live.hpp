// LiveJudge: judges traffic that others make, as it passes by.
//
// It asks nothing itself, so what nobody reads is not judged. What there is to begin with must be
// known: of an image that it never heard of it could only be wrong.
#pragma once

#include <imgfam/oracle/conform.hpp>

#include <string>
#include <vector>

namespace imgfam {

class LiveJudge {
 public:
  static constexpr std::size_t violations_max = 1000;

  LiveJudge(const Cloud& beginning, const ConformOptions& options);

  /// Judges an answer. `asked`: when the request was made; `took`: how long after that it came.
  JudgedRequest judge(const Request& request, Reply reply, SimTime asked, Duration took);

  /// Something was carried out that cannot be judged and may have changed anything.
  void lose_track(std::string why) { oracle_.lose_track(std::move(why)); }

  /// What came of all of it.
  ConformRun run() const;

  const std::vector<JudgedRequest>& violations() const { return violations_; }
  std::vector<QuestionReport> questions() const { return oracle_.questions_report(); }
  const std::map<std::size_t, Landmark>& landmarks() const { return landmarks_; }
  const Coverage& coverage() const { return coverage_; }

 private:
  Oracle oracle_;
  std::map<std::size_t, Landmark> landmarks_;
  Coverage coverage_;
  ConformRun counts_;
  bool is_lost_ = false;  // An answer was, of a request that may have changed something.
  std::vector<JudgedRequest> violations_;
};

}  // namespace imgfam
