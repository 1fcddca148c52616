// One event of the image machine, four ways: the compiled table, Boost.MSM built for each step, the
// same Boost.MSM machine kept hot, and a switch written by hand. All walk the same random events
// and must fire the same rows and end in the same state.
//
// The product's own file is included, so that what is measured is its machine and no copy of it:
// the machine is local to that file, and its definitions take the place of the library's.
#include "../src/lifecycle/lifecycle.cpp"

#include <imgfam/lifecycle/compiled_table.hpp>

#include <benchmark/benchmark.h>

#include <random>

namespace imgfam {
namespace {

constexpr std::size_t events_count = 1 << 16;

/// Events that keep an image alive: with the others a walk would soon stand still.
constexpr bool keeps_alive(const Event& event) {
  return !std::holds_alternative<Delete>(event) && !std::holds_alternative<Disable>(event) &&
         !std::holds_alternative<Fail>(event) && !std::holds_alternative<CancelCopy>(event);
}

/// A fixed random walk, as events and as their numbers in the table.
struct Walk {
  Walk() {
    std::vector<std::size_t> alive;
    for (std::size_t e = 0; e < event_values_count; ++e) {
      if (keeps_alive(event_at(e))) alive.push_back(e);
    }
    std::mt19937 random(1);
    for (std::size_t i = 0; i < events_count; ++i) {
      const std::size_t e = alive[random() % alive.size()];
      numbers.push_back(static_cast<std::uint8_t>(e));
      events.push_back(event_at(e));
    }
  }

  std::vector<std::uint8_t> numbers;
  std::vector<Event> events;
};

const Walk& walk() {
  static const Walk the_walk;
  return the_walk;
}

const CompiledTable& table() { return CompiledTable::of(Policy{}); }

/// What a walk comes to; equal for all that are measured.
struct Result {
  ImageState state;
  std::size_t rows = 0;  ///< The numbers of the rows that fired, added up.

  bool operator==(const Result&) const = default;
};

Result walk_table() {
  const CompiledTable& cells = table();
  std::size_t state = index_of(ImageState{});
  Result result;
  for (const std::uint8_t event : walk().numbers) {
    const CompiledTable::Cell cell = cells.at(state, event);
    result.rows += cell.row;
    state = cell.next == CompiledTable::Cell::refused ? state : cell.next;
  }
  result.state = image_state_at(state);
  return result;
}

Result walk_steps(const auto& step_of) {
  Result result;
  for (const Event& event : walk().events) {
    const Step taken = step_of(result.state, event);
    result.rows += static_cast<std::size_t>(taken.row);
    if (taken.next) result.state = *taken.next;
  }
  return result;
}

Result walk_table_steps() {
  return walk_steps([](const ImageState& s, const Event& e) { return table().step(s, e); });
}

Result walk_msm_steps() {
  return walk_steps([](const ImageState& s, const Event& e) { return step(Policy{}, s, e); });
}

Result walk_hot_msm() {
  Machine machine;
  machine.start();
  Result result;
  for (const Event& event : walk().events) {
    machine.facts.row = 0;
    std::visit([&](const auto& e) { machine.process_event(e); }, event);
    result.rows += static_cast<std::size_t>(machine.facts.row);
  }
  result.state = machine.facts.state;
  result.state.status = status_of(machine.current_state()[0]);
  return result;
}

template <class E>
constexpr std::size_t place_of = mp11::mp_find<mp11::mp_rename<Event, mp11::mp_list>, E>::value;

/// The default policy's rows for what is Available or Deprecated; answers the row, or 0.
int switch_by_hand(ImageState& s, const Event& event) {
  const bool is_available = s.status == Available;
  switch (event.index()) {
    case place_of<Deprecate>:
      if (!is_available || s.is_shared) return 0;
      s.status = Deprecated;
      return 12;
    case place_of<Restore>:
      if (is_available) return 0;
      s.status = Available;
      return 14;
    case place_of<Edit>:
      return is_available ? 16 : 17;
    case place_of<SetBootMode>: {
      const BootMode mode = std::get_if<SetBootMode>(&event)->mode;
      if (s.is_in_use && mode != s.boot_mode) return 0;
      s.boot_mode = mode;
      return is_available ? 22 : 23;
    }
    case place_of<Share>:
      if (!is_available || s.is_community) return 0;
      s.is_shared = true;
      return 28;
    case place_of<Unshare>:
      s.is_shared = s.is_shared && std::get_if<Unshare>(&event)->leaves_some;
      return is_available ? 29 : 30;
    case place_of<Publish>:
      if (!is_available || s.is_community) return 0;
      s.is_community = true;
      return 35;
    case place_of<Unpublish>:
      if (!s.is_community) return 0;
      s.is_community = false;
      return is_available ? 36 : 37;
    case place_of<Copy>:
      return is_available && !s.is_community ? 39 : 0;
    case place_of<Use>:
      s.is_in_use = true;
      return is_available ? 40 : 41;
    case place_of<Release>:
      s.is_in_use = s.is_in_use && std::get_if<Release>(&event)->leaves_some;
      return is_available ? 42 : 43;
    default:
      return 0;
  }
}

Result walk_by_hand() {
  Result result;
  for (const Event& event : walk().events) {
    result.rows += static_cast<std::size_t>(switch_by_hand(result.state, event));
  }
  return result;
}

void machine(benchmark::State& state, Result (*walk_once)()) {
  if (walk_once() != walk_table()) return state.SkipWithError("another result than the table's");
  for (auto _ : state)
    benchmark::DoNotOptimize(walk_once());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events_count));
}
BENCHMARK_CAPTURE(machine, table, walk_table);
BENCHMARK_CAPTURE(machine, table_with_refusals, walk_table_steps);
BENCHMARK_CAPTURE(machine, msm_hot, walk_hot_msm);
BENCHMARK_CAPTURE(machine, msm_built_for_each_step, walk_msm_steps);
BENCHMARK_CAPTURE(machine, switch_by_hand, walk_by_hand);

}  // namespace
}  // namespace imgfam
