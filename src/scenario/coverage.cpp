#include <imgfam/scenario/coverage.hpp>

#include <imgfam/lifecycle/compiled_table.hpp>

namespace imgfam {
namespace {

/// The rules that refuse an event in a status; none where it is never refused.
using Pairs =
    std::array<std::bitset<rules_count>, Coverage::statuses_count * Coverage::events_count>;

/// No instance, no release: the only event that an operation sends of its own accord to a state
/// that asks for it.
bool can_be_sent(const ImageState& state, const Event& event) {
  return !std::holds_alternative<event::Release>(event) || state.is_in_use;
}

/// Adds the pairs that are refused under one policy.
void walk(const CompiledTable& table, Pairs& pairs) {
  std::vector<ImageState> open = first_states();
  std::vector<bool> seen(image_states_count);
  while (!open.empty()) {
    const ImageState state = open.back();
    open.pop_back();
    if (state.status == Status::Deleted || seen[index_of(state)]) continue;
    seen[index_of(state)] = true;
    for (std::size_t e = 0; e < event_values_count; ++e) {
      const Event event = event_at(e);
      if (!can_be_sent(state, event)) continue;
      const Step taken = table.step(state, event);
      if (taken.next) {
        open.push_back(*taken.next);
      } else {
        auto& rules =
            pairs[static_cast<std::size_t>(state.status) * Coverage::events_count + event.index()];
        for (const RuleId rule : taken.refusals)
          rules.set(static_cast<std::size_t>(rule));
      }
    }
  }
}

}  // namespace

void Coverage::add(const Trace& trace) {
  for (const RuleId rule : trace.effects)
    rules_.set(static_cast<std::size_t>(rule));
  for (const MachineStep& step : trace.machine) {
    if (step.refusals.empty()) {
      rows_.set(static_cast<std::size_t>(step.row));
    } else {
      refusals_.set(static_cast<std::size_t>(step.from) * events_count + step.event.index());
    }
  }
}

void Coverage::add(const Outcome& outcome) {
  ++requests;
  const auto* refusal = std::get_if<Refusal>(&outcome);
  if (!refusal) return;
  ++refused;
  for (const RuleId rule : refusal->broken)
    rules_.set(static_cast<std::size_t>(rule));
}

void Coverage::add(const Coverage& other) {
  requests += other.requests;
  refused += other.refused;
  rules_ |= other.rules_;
  rows_ |= other.rows_;
  refusals_ |= other.refusals_;
}

std::vector<ImageState> first_states() {
  return {{.status = Status::Creating, .origin = Origin::Created},
          {.status = Status::Creating, .origin = Origin::Imported},
          {.status = Status::Waiting, .origin = Origin::Copied}};
}

std::vector<RefusedPair> reachable_refusals() {
  // The default policy, and every one that differs from it by one reading.
  Pairs pairs{};
  walk(CompiledTable::of(Policy{}), pairs);
  for (std::size_t bit = 1; bit < Policy::count; bit <<= 1U) {
    walk(CompiledTable::of(Policy::at(Policy{}.index() ^ bit)), pairs);
  }
  std::vector<RefusedPair> out;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i].none()) continue;
    RefusedPair pair{
        static_cast<Status>(i / Coverage::events_count), i % Coverage::events_count, {}};
    for (std::size_t r = 0; r < rules_count; ++r) {
      if (pairs[i].test(r)) pair.rules.push_back(static_cast<RuleId>(r));
    }
    out.push_back(std::move(pair));
  }
  return out;
}

}  // namespace imgfam
