#include "oracle/implementation.hpp"

#include "support/clouds.hpp"

#include <imgfam/scenario/replay.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace imgfam::test {

Observation observed(const Outcome& outcome) {
  if (const auto* response = std::get_if<Response>(&outcome))
    return {.status = 200, .body = response->document};
  const auto& refusal = std::get<Refusal>(outcome);
  return {
      .status = refusal.status,
      .body = boost::json::object{
          {"Code", refusal.code}, {"Message", refusal.message}, {"RequestId", refusal.request_id}}};
}

Observation observed(const Outcome& outcome, reference::Dice& dice) {
  Observation seen = observed(outcome);
  const auto* refusal = std::get_if<Refusal>(&outcome);
  if (!refusal || refusal->latitude == Latitude::Exact || dice.chance(50)) return seen;
  if (refusal->latitude == Latitude::Any4xx) seen.status = 400 + static_cast<int>(dice.below(100));
  seen.body.as_object()["Code"] = "Something.Else";
  return seen;
}

Verdict Judged::ask(const Request& request) {
  return oracle.observe(request, observed(implementation.handle(request)));
}

Verdict Judged::ask(std::string_view request) { return ask(request_of(request)); }

Interpretation random_interpretation(reference::Dice& dice) {
  Interpretation interpretation;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    const auto reading = static_cast<std::uint8_t>(dice.below(questions[q].readings_count()));
    interpretation.choose({q, reading});
  }
  return interpretation;
}

Cloud with_seed(const Scenario& scenario, Edition edition, std::uint64_t seed) {
  Scenario copy = scenario;
  copy.given.seed = seed;
  return set_up(copy, edition).value();
}

std::string text(const Verdict& verdict) {
  std::string out = fmt::format("{}: {}\n", to_text(verdict.kind), verdict.why);
  for (const AllowedOutcome& o : verdict.expected)
    out += fmt::format("  expected {} [{}]\n", text(o.outcome), o.readings);
  for (const std::string& d : verdict.differences)
    out += "  " + d + "\n";
  for (const Exclusion& e : verdict.contradictions) {
    const Question& q = questions[e.reading.question];
    out += fmt::format("  {}={} was excluded by {}\n", q.id, q.readings[e.reading.reading].id,
                       e.observation);
  }
  return out;
}

}  // namespace imgfam::test
