#include "judge.hpp"

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/outside.hpp>
#include <imgfam/rules/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace imgfam {
namespace {

constexpr int server_error = 500;

bool is_without_answer(const Observation& o) { return o.is_lost || o.status >= server_error; }

bool is_client_error(const Observation& o) { return o.status >= 400 && o.status < server_error; }

std::vector<RuleId> rules_behind(const std::vector<AllowedOutcome>& outcomes) {
  std::vector<RuleId> rules;
  for (const AllowedOutcome& o : outcomes) {
    const auto* refusal = std::get_if<Refusal>(&o.outcome);
    const std::vector<RuleId>& more = refusal ? refusal->broken : o.trace.effects;
    rules.insert(rules.end(), more.begin(), more.end());
  }
  std::sort(rules.begin(), rules.end());
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

/// Whether an operation that the model does not have only reads.
bool only_reads(std::string_view action) {
  constexpr std::array<std::string_view, 5> verbs{"Describe", "List", "Get", "Query", "Check"};
  return std::any_of(verbs.begin(), verbs.end(),
                     [&](std::string_view verb) { return action.starts_with(verb); });
}

/// Whether an operation that the model does not have may have changed what the model has: it is
/// about images, or names one of the things that there are.
bool may_touch(const Request& request, const Cloud& cloud) {
  if (only_reads(request.action)) return false;
  const auto names_thing = [&](const Parameter& p) {
    return cloud.images().get(p.value) || cloud.instances().get(p.value);
  };
  return request.action.find("Image") != std::string::npos ||
         std::any_of(request.parameters.begin(), request.parameters.end(), names_thing);
}

}  // namespace

Verdict Judge::judge() {
  verdict_.observation = ++state_.observations;
  state_.unseen.slowest = std::max(state_.unseen.slowest, took_);
  if (state_.lost_track.empty()) predicted_ = predict(state_, request_);
  if (!predicted_ && state_.lost_track.empty())
    state_.lost_track = "the request may go in too many ways";
  if (!state_.lost_track.empty()) {
    say_undecided("the state is not known: " + state_.lost_track);
    return std::move(verdict_);
  }
  verdict_.expected = predicted_->outcomes;
  verdict_.rules = rules_behind(verdict_.expected);
  if (is_without_answer(observed_)) {
    judge_lost();
    return std::move(verdict_);
  }
  find_matches();
  const std::string why = why_not_judged(request_, *predicted_, state_);
  if (!why.empty()) {
    follow_unjudged(why);
  } else if (conforms()) {
    accept();
  } else if (const std::string because = outside(); !because.empty()) {
    say_undecided("the model cannot answer this documented error: " + because);
  } else if (is_creation_ending()) {
    say_undecided("a creation ends about now");
    go_on_after_violation();
  } else {
    accuse();
  }
  return std::move(verdict_);
}

void Judge::find_matches() {
  for (const Candidate& c : predicted_->candidates)
    found_.push_back({&c, matcher_.match(predicted_->starts[c.start], c.leaf)});
}

bool Judge::conforms() const {
  return std::any_of(found_.begin(), found_.end(),
                     [](const Found& f) { return !f.match.conforming.empty(); });
}

void Judge::say_undecided(std::string why) {
  verdict_.kind = VerdictKind::Undecided;
  verdict_.why = std::move(why);
}

template <class Pick>
bool Judge::go_on_with(const Pick& pick, bool are_ids_seen) {
  std::vector<Hypothesis> next;
  for (const Found& f : found_) {
    for (const Leaf& leaf : pick(f)) {
      next.push_back({leaf.after, leaf.boxes});
      state_.note_made(leaf.trace.drawn, *leaf.after, are_ids_seen, took_);
    }
  }
  if (next.empty()) return false;
  verdict_.excluded = state_.go_on(std::move(next), verdict_.observation);
  return true;
}

/// The request was carried out or not: both are possible.
void Judge::judge_lost() {
  std::vector<Hypothesis> next = state_.hypotheses;
  for (const Candidate& c : predicted_->candidates) {
    next.push_back({c.leaf.after, c.leaf.boxes});
    state_.note_made(c.leaf.trace.drawn, *c.leaf.after, false, took_);
  }
  state_.go_on(std::move(next), verdict_.observation);
  say_undecided("no answer came: the request may have been carried out or not");
}

/// What the model leaves out is not judged; the state follows the answer as far as it can.
void Judge::follow_unjudged(const std::string& why) {
  say_undecided(why);
  if (!is_success(observed_)) return;
  if (!find_operation(request_.action)) {
    if (may_touch(request_, *state_.hypotheses.front().cloud))
      state_.lost_track = fmt::format("{} may have changed it", request_.action);
    return;
  }
  if (changes_nothing()) return;
  const auto successes = [](const Found& f) {
    std::vector<Leaf> leaves;
    const bool is_success = !is_refused(f.candidate->leaf.outcome) && f.match.conflict.empty();
    if (is_success) {
      leaves = f.match.conforming;
      leaves.insert(leaves.end(), f.match.others.begin(), f.match.others.end());
    }
    return leaves;
  };
  if (!go_on_with(successes, true))
    state_.lost_track = fmt::format("answer {} cannot be followed", verdict_.observation);
}

void Judge::accept() {
  verdict_.kind = VerdictKind::Conforms;
  state_.exercised |= predicted_->exercised | exercised_of_known();
  std::vector<const Adoption*> adoptions;
  for (const Found& f : found_) {
    if (f.match.conforming.empty()) continue;
    adoptions.push_back(&f.match.adoption);
    if (verdict_.matched) continue;
    verdict_.matched = f.candidate->outcome;
    AllowedOutcome& matched = verdict_.expected[f.candidate->outcome];
    matched.outcome = f.match.conforming.front().outcome;
    matched.trace = f.match.conforming.front().trace;
    matched.new_ids = matched.trace.drawn;
  }
  verdict_.why = "a remaining reading gives this answer";
  go_on_with([](const Found& f) { return f.match.conforming; }, true);
  for (const Adoption* a : adoptions)
    state_.note_seen(*a);
}

QuestionSet Judge::exercised_of_known() const {
  if (state_.options.readings.empty()) return 0;
  OracleState open = state_;
  QuestionSet known = 0;
  for (const ReadingId id : state_.options.readings) {
    known |= QuestionSet{1} << id.question;
    for (Hypothesis& h : open.hypotheses) {
      for (Box& box : h.boxes)
        box.limit(id.question, Box{}.readings(id.question));
    }
  }
  const auto predicted = predict(open, request_);
  return predicted ? predicted->exercised & known : 0;
}

void Judge::accuse() {
  verdict_.kind = VerdictKind::Violates;
  const auto nearest =
      std::min_element(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
        return a.match.differences.size() < b.match.differences.size();
      });
  verdict_.differences = nearest->match.differences;
  const bool is_possible_alone = name_contradictions();
  if (is_possible_alone) {
    verdict_.why = "no combination of the remaining readings gives this answer";
  } else if (verdict_.contradictions.empty()) {
    verdict_.why = "no reading of the documents gives this answer";
  } else {
    verdict_.why = "earlier answers have excluded the readings that give this answer";
  }
  go_on_after_violation();
}

/// Under which readings that were excluded earlier the answer would have been allowed: the fewest.
/// True: under such that are each still possible, but not all together.
bool Judge::name_contradictions() {
  OracleState all = state_;
  for (Hypothesis& h : all.hypotheses)
    h.boxes = {Box{}};
  const auto predicted = predict(all, request_);
  if (!predicted) return false;
  const Box possible = hull(state_.all_boxes());
  for (const Candidate& c : predicted->candidates) {
    const Match match = matcher_.match(predicted->starts[c.start], c.leaf);
    for (const Leaf& leaf : match.conforming) {
      std::vector<Exclusion> needed;
      const Interpretation reading = leaf.boxes.front().first();
      for (std::uint8_t q = 0; q < questions.size(); ++q) {
        const ReadingId id{q, reading.chosen(q)};
        if (((leaf.asked | c.leaf.asked) >> q & 1U) == 0 || possible.allows(id)) continue;
        needed.push_back({id, state_.excluded_by[q][id.reading].value_or(0)});
      }
      if (needed.empty()) {
        verdict_.contradictions.clear();
        return true;
      }
      const bool is_fewer =
          verdict_.contradictions.empty() || needed.size() < verdict_.contradictions.size();
      if (is_fewer) verdict_.contradictions = std::move(needed);
    }
  }
  return false;
}

void Judge::go_on_after_violation() {
  if (is_client_error(observed_) || changes_nothing()) return;
  if (!is_success(observed_)) {
    state_.lost_track = fmt::format("answer {} is neither success nor error", verdict_.observation);
    return;
  }
  const auto successes = [](const Found& f) {
    std::vector<Leaf> leaves;
    for (const Leaf& leaf : f.match.others) {
      if (!is_refused(leaf.outcome) && f.match.conflict.empty()) leaves.push_back(leaf);
    }
    return leaves;
  };
  if (!go_on_with(successes, false))
    state_.lost_track =
        fmt::format("answer {} was a success that no reading allows", verdict_.observation);
}

/// Whether the request changes nothing in any way that it may go.
bool Judge::changes_nothing() const {
  if (only_reads(request_.action)) return true;
  return std::all_of(
      predicted_->candidates.begin(), predicted_->candidates.end(), [&](const Candidate& c) {
        return !is_refused(c.leaf.outcome) && c.leaf.after == predicted_->starts[c.start].cloud;
      });
}

/// Whether a creation ends, or has ended, so near to now that the clocks may differ about it.
bool Judge::is_creation_ending() const {
  const std::int64_t tolerance = state_.unseen.tolerance.seconds;
  if (tolerance == 0) return false;
  return std::any_of(
      state_.hypotheses.begin(), state_.hypotheses.end(), [&](const Hypothesis& hypothesis) {
        const Cloud& cloud = *hypothesis.cloud;
        const auto is_near = [&](SimTime end) {
          return std::abs((end - cloud.now()).seconds) <= tolerance;
        };
        bool is_ending = std::any_of(
            cloud.creations().begin(), cloud.creations().end(),
            [&](const Creation& c) { return !c.is_waiting && is_near(c.begun + c.takes); });
        cloud.images().for_each([&](const Image& image) {
          const Settle& settle = cloud.settings().settle;
          const Duration takes = image.origin == Origin::Copied     ? settle.copy
                                 : image.origin == Origin::Imported ? settle.import
                                                                    : settle.create;
          // A copy may have waited before it was begun.
          const bool is_by_creation =
              takes.seconds > 0 && image.status == Status::Available &&
              (image.origin == Origin::Copied || image.status_since == image.created + takes);
          is_ending = is_ending || (is_by_creation && is_near(image.status_since));
        });
        return is_ending;
      });
}

/// Why the documented error that was answered is none that the model knows; empty when it knows it.
std::string Judge::outside() const {
  constexpr int too_many_requests = 429;
  if (observed_.status == too_many_requests) return "429, its own limit";
  const auto* body = observed_.body.if_object();
  const auto* code = body ? body->if_contains("Code") : nullptr;
  if (!is_client_error(observed_) || !code || !code->is_string()) return {};
  const std::string_view text(code->get_string());
  for (const OutsideModel& o : outside_model()) {
    const bool is_of_operation = o.operation == "*" || o.operation == request_.action;
    if (is_of_operation && o.code == text &&
        o.editions.has(state_.hypotheses.front().cloud->settings().edition))
      return fmt::format("{}, {}", o.code, o.because);
  }
  return text.starts_with("Throttling") ? fmt::format("{}, its own limit", text) : std::string();
}

}  // namespace imgfam
