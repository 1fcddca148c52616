// Which open questions a step of the machine depends on. Nothing is listed by hand: the machine is
// asked under every policy, and policies are made from readings by policy_of.
#include <imgfam/lifecycle/compiled_table.hpp>

#include <array>
#include <atomic>

namespace imgfam {
namespace {

constexpr std::size_t bits_count = 8;
static_assert(Policy::count == std::size_t{1} << bits_count);

/// The bits of a policy on which the step can depend.
std::size_t find_bits_behind(const ImageState& state, const Event& event) {
  std::array<Step, Policy::count> steps;
  for (std::size_t p = 0; p < Policy::count; ++p)
    steps[p] = step(Policy::at(p), state, event);
  std::size_t bits = 0;
  for (std::size_t p = 0; p < Policy::count; ++p) {
    for (std::size_t bit = 1; bit < Policy::count; bit <<= 1U) {
      if (!(steps[p] == steps[p ^ bit])) bits |= bit;
    }
  }
  return bits;
}

/// The same, kept once it is known.
std::size_t bits_behind(const ImageState& state, const Event& event) {
  constexpr std::uint16_t is_known = Policy::count;
  static std::array<std::atomic<std::uint16_t>, image_states_count * event_values_count> kept{};
  auto& place = kept[index_of(state) * event_values_count + index_of(event)];
  std::uint16_t bits = place.load(std::memory_order_relaxed);
  if (bits == 0) {
    bits = static_cast<std::uint16_t>(is_known | find_bits_behind(state, event));
    place.store(bits, std::memory_order_relaxed);  // Whoever comes first: the value is the same.
  }
  return bits & ~std::size_t{is_known};
}

/// The question whose readings set each bit of a policy; none where the edition leaves none open.
using QuestionOfBit = std::array<QuestionSet, bits_count>;

QuestionOfBit questions_of_bits(Edition edition) {
  QuestionOfBit of_bit{};
  const std::size_t standard = policy_of(edition, {}).index();
  for (std::size_t q = 0; q < questions.size(); ++q) {
    for (std::size_t r = 1; r < questions[q].readings_count(); ++r) {
      Interpretation other;
      other.choose({static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(r)});
      const std::size_t changed = standard ^ policy_of(edition, other).index();
      for (std::size_t bit = 0; bit < bits_count; ++bit) {
        if ((changed >> bit & 1U) != 0) of_bit[bit] |= QuestionSet{1} << q;
      }
    }
  }
  return of_bit;
}

}  // namespace

QuestionSet questions_behind(Edition edition, const ImageState& state, const Event& event) {
  static const std::array<QuestionOfBit, all_editions.size()> by_edition{
      questions_of_bits(all_editions[0]), questions_of_bits(all_editions[1]),
      questions_of_bits(all_editions[2])};
  const std::size_t bits = bits_behind(state, event);
  QuestionSet set = 0;
  for (std::size_t bit = 0; bit < bits_count; ++bit) {
    if ((bits >> bit & 1U) != 0) set |= by_edition[static_cast<std::size_t>(edition)][bit];
  }
  return set;
}

}  // namespace imgfam
