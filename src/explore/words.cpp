// The counting engine: one bit for every state there could be, 64 states at a time.
//
// It does not go level by level. Each sweep runs once over the vectors and adds to others all that
// requests make of the states already there, so that what was reached a moment ago is gone on from
// in the same sweep; codes mostly grow with what is done, so two or three sweeps reach the end.
// Then one more pass counts. Depths and paths are not known.
#include "block_store.hpp"
#include "engines.hpp"

#include <imgfam/model/assert.hpp>

#include <algorithm>

namespace imgfam {
namespace {

template <std::size_t W, bool Packed>
class Words {
 public:
  Words(const DigitModel& digits, const std::vector<Property>& properties,
        const ExploreOptions& options)
      : digits_(digits),
        blocks_(digits),
        properties_(properties),
        checks_(blocks_, properties),
        options_(options),
        seen_(digits) {}

  Exploration run() {
    Block<W> first;
    first.set(0);
    seen_.template add<false>(0, first);
    grown_.assign(digits_.vectors() / 64 + 1, 0);
    grown_[0] = 1;
    while (sweep()) {
    }
    return count();
  }

 private:
  template <class Visit>
  void for_each_vector(Visit&& visit) {
    const std::uint64_t per_word = seen_.vectors_per_word();
    Speller codes(digits_);
    for (std::uint64_t vector = 0; vector < digits_.vectors();) {
      if (W == 1 && vector % per_word == 0 && seen_.word(vector / per_word) == 0) {
        vector += per_word;
        continue;
      }
      const Block<W> block = seen_.get(vector);
      if (block.any()) {
        visit(vector, codes.spell(vector), block);
      }
      ++vector;
    }
  }

  /// Goes on from every vector that has grown; answers whether any lies behind that grew again.
  bool sweep() {
    bool has_left_some = false;
    Speller codes(digits_);
    constexpr std::uint64_t words_a_report = std::uint64_t{1} << 14U;
    for (std::uint64_t word = 0; word < grown_.size(); ++word) {
      if (options_.on_progress && word % words_a_report == 0)
        options_.on_progress(
            {0, 0, static_cast<double>(word) / static_cast<double>(grown_.size())});
      while (grown_[word] != 0) {
        const auto bit = static_cast<unsigned>(std::countr_zero(grown_[word]));
        grown_[word] &= grown_[word] - 1;
        const std::uint64_t vector = word * 64 + bit;
        has_left_some |= go_on(vector, codes.spell(vector), word);
      }
    }
    return has_left_some;
  }

  bool go_on(std::uint64_t vector, const Code* codes, std::uint64_t word) {
    const Block<W> seen = seen_.get(vector);
    const Block<W> block = closed(codes, seen);
    if (!(block == seen)) seen_.template add<false>(vector, block);
    bool has_left_some = false;
    for_each_move_away(blocks_, vector, codes, block,
                       [&](std::uint64_t target, const Block<W>& moved) {
                         if (!(moved & !seen_.get(target)).any()) return;
                         seen_.template add<false>(target, moved);
                         grown_[target / 64] |= std::uint64_t{1} << (target % 64);
                         // Of the same word, it comes up again in this sweep.
                         has_left_some = has_left_some || target / 64 < word;
                       });
    return has_left_some;
  }

  /// The block with all that launches and deleted instances make of it within the vector.
  Block<W> closed(const Code* codes, Block<W> block) const {
    for (;;) {
      const Block<W> more = block | moved_within(blocks_, codes, block);
      if (more == block) return block;
      block = more;
    }
  }

  Exploration count() {
    Exploration found;
    found.engine = Engine::Words;
    found.bytes = seen_.words() * 8 + grown_.size() * 8;
    found.properties.resize(properties_.size());
    RowCounts counts(digits_);
    BlockCounter<W> counter(blocks_);
    for_each_vector([&](std::uint64_t, const Code* codes, const Block<W>& block) {
      counts.add(codes, counter.count(block));
      for (std::size_t p = 0; p < properties_.size(); ++p) {
        if (checks_.deciding(p, codes, block).any())
          found.properties[p].finding =
              properties_[p].kind == Property::Kind::Reachable ? Finding::Holds : Finding::Violated;
      }
    });
    found.states = counts.states;
    counts.total(found.transitions, found.refusals, found.refusals_by_rule);
    return found;
  }

  const DigitModel& digits_;
  BlockModel<W> blocks_;
  const std::vector<Property>& properties_;
  BlockProperties<W> checks_;
  const ExploreOptions& options_;
  BlockStore<W, Packed> seen_;
  std::vector<std::uint64_t> grown_;  // A bit for each vector: to be gone on from.
};

}  // namespace

Exploration explore_words(const DigitModel& digits, const std::vector<Property>& properties,
                          const ExploreOptions& options) {
  Exploration found;
  const bool fits = with_block_words(digits, [&](auto words, auto is_packed) {
    found = Words<words(), is_packed()>(digits, properties, options).run();
  });
  IMGFAM_ASSERT(fits);
  return found;
}

std::optional<std::uint64_t> words_bytes(const DigitModel& digits) {
  std::optional<std::uint64_t> bytes;
  with_block_words(digits, [&](auto words, auto is_packed) {
    bytes = BlockStore<words(), is_packed()>::bytes_for(digits) + digits.vectors() / 8;
  });
  return bytes;
}

}  // namespace imgfam
