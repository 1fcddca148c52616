#include <imgfam/scenario/expectation.hpp>

namespace imgfam {

Expect expectation(const Outcome& outcome, const Trace& trace, bool is_unchanged) {
  Expect expect;
  std::vector<std::string> ignored = trace.ignored;
  ignored.insert(ignored.end(), trace.unknown.begin(), trace.unknown.end());
  if (!ignored.empty()) expect.ignored = std::move(ignored);
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    expect.error = refusal->code;
    expect.status = refusal->status;
    expect.rules = refusal->broken;
    expect.unchanged = is_unchanged;
  }
  return expect;
}

Answered send(Cloud& cloud, const Request& request) {
  const Cloud before = cloud;
  Trace trace;
  Outcome outcome = cloud.handle(request, &trace);
  return {expectation(outcome, trace, before == cloud), std::move(outcome)};
}

std::vector<ReadingId> readings_of(const Interpretation& interpretation) {
  std::vector<ReadingId> readings;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    if (interpretation.chosen(q) != 0) readings.push_back({q, interpretation.chosen(q)});
  }
  return readings;
}

}  // namespace imgfam
