// The machine run once over its whole finite space and kept as a flat table: the same function as
// `step`, a few nanoseconds an event. A test proves the two equal for every policy, state and
// event.
#pragma once

#include <imgfam/lifecycle/lifecycle.hpp>

#include <cstdint>
#include <vector>

namespace imgfam {

/// The number of values of ImageState, and its dense index.
inline constexpr std::size_t image_states_count = 7 * 2 * 2 * 2 * 3 * 3;

constexpr std::uint16_t index_of(const ImageState& s) {
  auto index = static_cast<unsigned>(s.status);
  index = index * 2 + unsigned{s.is_shared};
  index = index * 2 + unsigned{s.is_community};
  index = index * 2 + unsigned{s.is_in_use};
  index = index * 3 + static_cast<unsigned>(s.boot_mode);
  index = index * 3 + static_cast<unsigned>(s.origin);
  return static_cast<std::uint16_t>(index);
}

constexpr ImageState image_state_at(std::size_t index) {
  const auto take = [&index](std::size_t radix) {
    const std::size_t digit = index % radix;
    index /= radix;
    return digit;
  };
  ImageState s;
  s.origin = static_cast<Origin>(take(3));
  s.boot_mode = static_cast<BootMode>(take(3));
  s.is_in_use = take(2) != 0;
  s.is_community = take(2) != 0;
  s.is_shared = take(2) != 0;
  s.status = static_cast<Status>(take(7));
  return s;
}

/// Every value of every event, densely numbered.
inline constexpr std::size_t event_values_count = 22;
std::uint8_t index_of(const Event& event);
Event event_at(std::size_t index);

class CompiledTable {
 public:
  struct Cell {
    std::uint16_t next = refused;  ///< index_of the next state.
    std::uint8_t row = 0;
    std::uint8_t refusals = 0;  ///< Index into the refusals.

    static constexpr std::uint16_t refused = 0xffff;
  };

  /// The table of a policy. Made on first use, then shared; safe from several threads.
  static const CompiledTable& of(const Policy& policy);

  Cell at(std::size_t state, std::size_t event) const {
    return cells_[state * event_values_count + event];
  }
  const std::vector<RuleId>& refusals(Cell cell) const { return refusals_[cell.refusals]; }

  /// As imgfam::step.
  Step step(const ImageState& state, const Event& event) const;

 private:
  explicit CompiledTable(const Policy& policy);

  std::vector<Cell> cells_;
  std::vector<std::vector<RuleId>> refusals_;
};

/// The questions on whose readings a step can depend in that edition: those whose readings differ
/// in what the step comes to, under some readings of the others. Worked out the first time that it
/// is asked of a state and an event, then looked up; safe from several threads.
QuestionSet questions_behind(Edition edition, const ImageState& state, const Event& event);

}  // namespace imgfam
