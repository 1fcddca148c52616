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

template <std::size_t W>
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
    while (sweep()) {
    }
    return count();
  }

 private:
  template <class Visit>
  void for_each_vector(Visit&& visit) {
    const std::uint64_t per_word = seen_.vectors_per_word();
    std::array<Code, DigitModel::images_max> codes{};
    std::uint64_t spelled = digits_.vectors();
    for (std::uint64_t vector = 0; vector < digits_.vectors();) {
      if (W == 1 && vector % per_word == 0 && seen_.word(vector / per_word) == 0) {
        vector += per_word;
        continue;
      }
      const Block<W> block = seen_.get(vector);
      if (block.any()) {
        spell_next(vector, spelled, codes.data());
        visit(vector, codes.data(), block);
      }
      ++vector;
    }
  }

  /// Spells a vector, by adding one where it follows the last one spelled.
  void spell_next(std::uint64_t vector, std::uint64_t& spelled, Code* codes) const {
    if (vector == spelled + 1) {
      std::size_t i = 0;
      while (++codes[i] == digits_.codes())
        codes[i++] = 0;
    } else {
      digits_.spell(vector, codes);
    }
    spelled = vector;
  }

  /// Answers whether anything new was reached.
  bool sweep() {
    bool has_grown = false;
    for_each_vector([&](std::uint64_t vector, const Code* codes, Block<W> block) {
      block = closed(vector, codes, block);
      for_each_move(blocks_, vector, codes, block,
                    [&](std::uint64_t target, const Block<W>& moved) {
                      const Block<W> seen = seen_.get(target);
                      if (!(moved & !seen).any()) return;
                      seen_.template add<false>(target, moved);
                      // What lies ahead is gone on from in this sweep.
                      has_grown = has_grown || target < vector;
                    });
    });
    return has_grown;
  }

  /// The block with all that launches and deleted instances make of it within the vector.
  Block<W> closed(std::uint64_t vector, const Code* codes, Block<W> block) {
    for (;;) {
      Block<W> more = block;
      for_each_move(blocks_, vector, codes, block,
                    [&](std::uint64_t target, const Block<W>& moved) {
                      if (target == vector) more = more | moved;
                    });
      if (more == block) break;
      block = more;
    }
    seen_.template add<false>(vector, block);
    return block;
  }

  Exploration count() {
    Exploration found;
    found.engine = Engine::Words;
    found.bytes = seen_.words() * 8;
    found.properties.resize(properties_.size());
    RowCounts counts(digits_);
    for_each_vector([&](std::uint64_t, const Code* codes, const Block<W>& block) {
      counts.add(blocks_, codes, block);
      for (std::size_t p = 0; p < properties_.size(); ++p) {
        if (checks_.deciding(p, codes, block).any())
          found.properties[p].finding =
              properties_[p].kind == Property::Kind::Reachable ? Finding::Holds : Finding::Violated;
      }
    });
    for (std::size_t p = 0; p < properties_.size(); ++p) {
      if (found.properties[p].finding == Finding::Undecided)
        found.properties[p].finding = finding_without(properties_[p].kind, true);
    }
    found.states = counts.states;
    counts.total(found.transitions, found.refusals, found.refusals_by_rule);
    if (options_.on_progress) options_.on_progress({found.states, 0});
    return found;
  }

  const DigitModel& digits_;
  BlockModel<W> blocks_;
  const std::vector<Property>& properties_;
  BlockProperties<W> checks_;
  const ExploreOptions& options_;
  BlockStore<W> seen_;
};

}  // namespace

Exploration explore_words(const DigitModel& digits, const std::vector<Property>& properties,
                          const ExploreOptions& options) {
  Exploration found;
  const bool fits = with_block_words(
      digits, [&](auto words) { found = Words<words()>(digits, properties, options).run(); });
  IMGFAM_ASSERT(fits);
  return found;
}

std::optional<std::uint64_t> words_bytes(const DigitModel& digits) {
  std::optional<std::uint64_t> bytes;
  with_block_words(digits, [&](auto words) { bytes = BlockStore<words()>::bytes_for(digits); });
  return bytes;
}

}  // namespace imgfam
