// The set of allowed answers against brute force: of a few questions every full interpretation is
// run on its own, the others are known from the start.
#include "oracle/implementation.hpp"
#include "reference/generate.hpp"
#include "support/catch.hpp"
#include "support/clouds.hpp"

#include <imgfam/scenario/replay.hpp>

#include <boost/json/serialize.hpp>

#include <set>
#include <sstream>

namespace imgfam::test {
namespace {

/// All that an answer says; no more of a refusal than goes over the wire.
std::string seen(Outcome outcome) {
  if (auto* response = std::get_if<Response>(&outcome)) {
    response->document.erase("RequestId");
    return boost::json::serialize(response->document);
  }
  const auto& refusal = std::get<Refusal>(outcome);
  return std::to_string(refusal.status) + " " + refusal.code;
}

/// The same with the rules behind a refusal.
std::string shown(const Outcome& outcome) {
  std::string out = seen(outcome);
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    for (const RuleId r : refusal->broken)
      out += " " + std::to_string(static_cast<int>(r));
  }
  return out;
}

/// Whether an implementation that should answer the one may answer the other.
bool permits(const Outcome& outcome, const Outcome& answer) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  const auto* given = std::get_if<Refusal>(&answer);
  if (refusal && given && refusal->latitude == Latitude::Any4xx) return true;
  if (refusal && given && refusal->latitude == Latitude::Any403) return given->status == 403;
  return seen(outcome) == seen(answer);
}

/// Every interpretation of the box that some questions span, the others with their first readings.
std::vector<Interpretation> all_of(const std::vector<std::uint8_t>& open) {
  std::vector<Interpretation> all{{}};
  for (const std::uint8_t q : open) {
    std::vector<Interpretation> more;
    for (const Interpretation& i : all) {
      for (std::uint8_t r = 0; r < questions[q].readings_count(); ++r) {
        more.push_back(i);
        more.back().choose({q, r});
      }
    }
    all = std::move(more);
  }
  return all;
}

/// A world that every interpretation of the open questions lives through, and the judge.
void live_through(std::uint64_t seed, const std::vector<std::uint8_t>& open) {
  reference::Dice dice(seed);
  const Scenario beginning = reference::make_up_beginning(dice);
  const Edition edition = all_editions[dice.below(all_editions.size())];
  Cloud start = set_up(beginning, edition).value();
  start.follow({});
  OracleOptions options;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    if (std::find(open.begin(), open.end(), q) == open.end()) options.readings.push_back({q, 0});
  }
  Oracle oracle(start, options);
  // All that is possible: an interpretation with the cloud that it has led to.
  std::vector<std::pair<Interpretation, Cloud>> worlds;
  for (const Interpretation& i : all_of(open)) {
    worlds.emplace_back(i, start);
    worlds.back().second.follow(i);
  }
  const Interpretation truth = worlds[dice.below(worlds.size())].first;
  Cloud implementation = start;
  implementation.follow(truth);
  for (int step = 0; step < 25; ++step) {
    const ScenarioStep made = reference::make_up_step(dice, implementation);
    const auto* request = std::get_if<RequestStep>(&made.what);
    if (!request) continue;
    std::ostringstream asked;
    asked << "seed " << seed << " step " << step << ": " << request->request << "\n"
          << to_string(truth);
    INFO(asked.str());
    const Allowed allowed = oracle.allowed(request->request);
    std::set<std::string> by_judge;
    for (const AllowedOutcome& o : allowed.outcomes)
      by_judge.insert(shown(o.outcome));
    const Outcome answer = implementation.handle(request->request);
    std::set<std::string> by_force;
    std::vector<std::pair<Interpretation, Cloud>> left;
    for (auto& [interpretation, cloud] : worlds) {
      const Outcome outcome = cloud.handle(request->request);
      by_force.insert(shown(outcome));
      if (permits(outcome, answer)) left.emplace_back(interpretation, cloud);
    }
    REQUIRE(by_judge == by_force);
    // Ids are equal here, and a judge cannot tell more than they can.
    if (!allowed.undecided.empty()) return;
    const Verdict verdict = oracle.observe(request->request, observed(answer));
    REQUIRE(verdict.kind == VerdictKind::Conforms);
    worlds = std::move(left);
  }
}

TEST_CASE("the allowed answers are those of all interpretations together", "[oracle]") {
  std::uint64_t seed = 1;
  for (std::uint8_t a = 0; a < questions.size(); ++a) {
    for (std::uint8_t b = static_cast<std::uint8_t>(a + 1); b < questions.size(); ++b) {
      const auto c = static_cast<std::uint8_t>(seed % questions.size());
      std::vector<std::uint8_t> open{a, b};
      if (c != a && c != b) open.push_back(c);
      live_through(seed++, open);
    }
  }
}

}  // namespace
}  // namespace imgfam::test
