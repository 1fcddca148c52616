// Block: one bit for every configuration of the instances, so that what a request does to all
// states with the same images is a few operations on words. A request about an image moves a block
// to another vector as it is; a launch, a deleted instance and an orphaned one shift bits within
// it.
#pragma once

#include "digits.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace imgfam {

/// W words of bits. A configuration's bit is its number. (Its operators are inlined by force: left
/// to itself, the compiler passes two words through memory, which takes longer than the operation.)
template <std::size_t W>
struct Block {
  std::array<std::uint64_t, W> words{};

  static Block all() {
    Block out;
    out.words.fill(~std::uint64_t{0});
    return out;
  }
  bool any() const {
    std::uint64_t any = 0;
    for (const std::uint64_t word : words)
      any |= word;
    return any != 0;
  }
  std::uint64_t count() const {
    std::uint64_t count = 0;
    for (const std::uint64_t word : words)
      count += static_cast<std::uint64_t>(std::popcount(word));
    return count;
  }
  void set(std::uint32_t bit) { words[bit / 64] |= std::uint64_t{1} << (bit % 64); }
  bool test(std::uint32_t bit) const { return (words[bit / 64] >> (bit % 64) & 1U) != 0; }
  /// REQUIRES: any().
  std::uint32_t first() const {
    std::uint32_t word = 0;
    while (words[word] == 0)
      ++word;
    return word * 64 + static_cast<std::uint32_t>(std::countr_zero(words[word]));
  }

  [[gnu::always_inline]] friend Block operator|(Block a, const Block& b) {
    for (std::size_t w = 0; w < W; ++w)
      a.words[w] |= b.words[w];
    return a;
  }
  [[gnu::always_inline]] friend Block operator&(Block a, const Block& b) {
    for (std::size_t w = 0; w < W; ++w)
      a.words[w] &= b.words[w];
    return a;
  }
  [[gnu::always_inline]] friend Block operator!(Block a) {
    for (std::uint64_t& word : a.words)
      word = ~word;
    return a;
  }
  bool operator==(const Block&) const = default;

  /// Every bit moved up by n. REQUIRES: none passes the end.
  [[gnu::always_inline]] Block up(std::uint32_t n) const {
    Block out;
    if constexpr (W == 1) {
      out.words[0] = words[0] << n;
      return out;
    } else if constexpr (W == 2) {
      return from_wide(wide() << n);
    }
    const std::uint32_t whole = n / 64;
    const std::uint32_t part = n % 64;
    for (std::size_t w = W; w-- > whole;) {
      out.words[w] = words[w - whole] << part;
      if (part != 0 && w > whole) out.words[w] |= words[w - whole - 1] >> (64 - part);
    }
    return out;
  }
  /// Every bit moved down by n. REQUIRES: none passes the beginning.
  [[gnu::always_inline]] Block down(std::uint32_t n) const {
    Block out;
    if constexpr (W == 1) {
      out.words[0] = words[0] >> n;
      return out;
    } else if constexpr (W == 2) {
      return from_wide(wide() >> n);
    }
    const std::uint32_t whole = n / 64;
    const std::uint32_t part = n % 64;
    for (std::size_t w = 0; w + whole < W; ++w) {
      out.words[w] = words[w + whole] >> part;
      if (part != 0 && w + whole + 1 < W) out.words[w] |= words[w + whole + 1] << (64 - part);
    }
    return out;
  }

 private:
  __extension__ using Wide = unsigned __int128;
  Wide wide() const { return Wide{words[1]} << 64U | words[0]; }
  static Block from_wide(Wide wide) {
    Block out;
    out.words[0] = static_cast<std::uint64_t>(wide);
    out.words[1] = static_cast<std::uint64_t>(wide >> 64U);
    return out;
  }
};

/// What requests do to the configurations in a block.
template <std::size_t W>
class BlockModel {
 public:
  explicit BlockModel(const DigitModel& digits)
      : digits_(&digits),
        used_(digits.images()),
        first_free_(digits.instances()),
        holds_(digits.instances(), std::vector<Block<W>>(digits.images() + 2)) {
    for (std::uint32_t c = 0; c < digits.configurations(); ++c) {
      const auto& apart = digits.configuration(c);
      if (apart.free < digits.instances()) {
        first_free_[apart.free].set(c);
        can_launch_.set(c);
      }
      for (std::size_t i = 0; i < digits.images(); ++i) {
        if ((apart.used >> i & 1U) != 0) used_[i].set(c);
      }
      for (std::size_t j = 0; j < digits.instances(); ++j)
        holds_[j][apart.digits[j]].set(c);
    }
    for (std::size_t i = 0; i < digits.images(); ++i)
      fill_moves(i);
  }

  const DigitModel& digits() const { return *digits_; }
  /// The configurations in which an instance can be launched; in which the image is used; in which
  /// the instance is the first that is free; in which its digit is that one.
  const Block<W>& can_launch() const { return can_launch_; }
  const Block<W>& used(std::size_t image) const { return used_[image]; }
  const Block<W>& first_free(std::size_t instance) const { return first_free_[instance]; }
  const Block<W>& holds(std::size_t instance, std::size_t digit) const {
    return holds_[instance][digit];
  }

  /// By how much a vector changes with what an image of the code moves to: as many as the code has
  /// in DigitModel::moved_to(), at the same places.
  const std::int64_t* moves(std::size_t image) const { return moves_[image].data(); }

  /// The states of the block in which an instance can be launched from the image as it is.
  Block<W> launchable(const Block<W>& block, std::size_t image, const CodeMoves& moves) const {
    if (moves.launches_used && moves.launches_unused) return block;
    if (moves.launches_used) return block & used_[image];
    return moves.launches_unused ? block & !used_[image] : Block<W>{};
  }

  /// An instance launched from the image, wherever it can be.
  Block<W> launched(const Block<W>& block, std::size_t image, const CodeMoves& moves) const {
    const Block<W> able = launchable(block, image, moves);
    Block<W> out;
    for (std::size_t j = 0; j < first_free_.size(); ++j)
      out = out | (able & first_free_[j])
                      .up(static_cast<std::uint32_t>(image + 1) * digits_->instance_stride(j));
    return out;
  }

  /// The image's instances orphaned.
  Block<W> orphaned(Block<W> block, std::size_t image) const {
    const std::uint32_t by = digits_->orphan_digit() - static_cast<std::uint32_t>(image + 1);
    for (std::size_t j = 0; j < holds_.size(); ++j) {
      const Block<W> moved = block & holds_[j][image + 1];
      block = (block & !moved) | moved.up(by * digits_->instance_stride(j));
    }
    return block;
  }

 private:
  void fill_moves(std::size_t image) {
    const auto stride = static_cast<std::int64_t>(digits_->image_stride(image));
    std::vector<std::int64_t>& moves = moves_.emplace_back(digits_->moved_to().size());
    for (Code code = 1; code < digits_->deleted(); ++code) {
      for (std::uint32_t m = digits_->moves(code).first; m < digits_->moves(code).end; ++m)
        moves[m] = (std::int64_t{digits_->moved_to()[m]} - code) * stride;
    }
  }

  const DigitModel* digits_;
  Block<W> can_launch_;
  std::vector<Block<W>> used_;
  std::vector<Block<W>> first_free_;
  std::vector<std::vector<Block<W>>> holds_;      // By instance, then digit.
  std::vector<std::vector<std::int64_t>> moves_;  // By image.
};

/// Calls `visit(target, block)` for all that one request makes of the states of a vector in another
/// vector: where they go, and their configurations there.
template <std::size_t W, class Visit>
void for_each_move_away(const BlockModel<W>& model, std::uint64_t vector, const Code* codes,
                        const Block<W>& from, Visit&& visit) {
  const DigitModel& digits = model.digits();
  std::size_t next_place = digits.images();
  for (std::size_t i = digits.images(); i-- > 0;) {
    const Code code = codes[i];
    if (code == DigitModel::absent) {
      next_place = i;
      continue;
    }
    if (code == digits.deleted()) continue;  // Nothing more comes of it.
    const CodeMoves& moves = digits.moves(code);
    const std::int64_t* const by = model.moves(i);
    const auto go = [&](std::uint32_t first, std::uint32_t end, const Block<W>& block) {
      for (std::uint32_t m = first; m < end; ++m)
        visit(vector + static_cast<std::uint64_t>(by[m]), block);
    };
    const std::uint64_t with_deleted =
        vector + static_cast<std::uint64_t>(digits.deleted() - code) * digits.image_stride(i);
    go(moves.first, moves.unused, from);
    const Block<W> used = from & model.used(i);
    const Block<W> unused = from & !model.used(i);
    if (unused.any()) {
      go(moves.unused, moves.used, unused);
      if (moves.is_deleted_unused) visit(with_deleted, unused);
    }
    if (used.any()) {
      go(moves.used, moves.end, used);
      if (moves.is_deleted_used) visit(with_deleted, model.orphaned(used, i));
    }
    if (moves.launched != code)
      visit(vector + (moves.launched - code) * digits.image_stride(i),
            model.launched(from, i, moves));
  }
  for (std::size_t f = 0; f < digits.families() && next_place < digits.images(); ++f)
    visit(vector + digits.born(f) * digits.image_stride(next_place), from);
}

/// What launches and deleted instances make of the states of a vector within it. (RunInstances by a
/// family makes the same of a state as by the image that it resolves to.)
template <std::size_t W>
Block<W> moved_within(const BlockModel<W>& model, const Code* codes, const Block<W>& from) {
  const DigitModel& digits = model.digits();
  Block<W> out;
  for (std::size_t j = 0; j < digits.instances(); ++j) {
    const std::uint32_t stride = digits.instance_stride(j);
    const Block<W> able = from & model.first_free(j);
    for (std::uint32_t i = 0; i < digits.images(); ++i) {
      if (codes[i] == DigitModel::absent || codes[i] == digits.deleted()) continue;
      const CodeMoves& moves = digits.moves(codes[i]);
      out = out | (from & model.holds(j, i + 1)).down((i + 1) * stride);
      if (moves.launched == codes[i])
        out = out | model.launchable(able, i, moves).up((i + 1) * stride);
    }
    const std::uint32_t orphan = digits.orphan_digit();
    out = out | (from & model.holds(j, orphan)).down(orphan * stride);
  }
  return out;
}

/// How many states of a block are of which kind.
struct BlockCounts {
  std::uint32_t all = 0;
  std::uint32_t launching = 0;  ///< In which an instance can be launched.
  std::uint32_t instances = 0;  ///< All instances of all states.
  std::array<std::uint32_t, DigitModel::images_max> used{};  ///< In which the image is used.
  std::array<std::uint32_t, DigitModel::images_max> used_launching{};
};

/// Counts blocks, and remembers: few different ones come up, again and again.
template <std::size_t W>
class BlockCounter {
 public:
  explicit BlockCounter(const BlockModel<W>& model) : model_(&model), known_(known_count) {}

  const BlockCounts& count(const Block<W>& block) {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : block.words)
      hash = (hash ^ word) * 0x9e37'79b9'7f4a'7c15U;
    Known& known = known_[hash >> (64 - known_count_log2)];
    if (!(known.block == block)) {
      known.block = block;
      known.counts = count_anew(block);
    }
    return known.counts;
  }

 private:
  static constexpr unsigned known_count_log2 = 9;
  static constexpr std::size_t known_count = std::size_t{1} << known_count_log2;
  struct Known {
    Block<W> block;  // The empty one has the counts of nothing.
    BlockCounts counts;
  };

  BlockCounts count_anew(const Block<W>& block) const {
    const DigitModel& digits = model_->digits();
    const auto counted = [](const Block<W>& b) { return static_cast<std::uint32_t>(b.count()); };
    BlockCounts counts;
    const Block<W> launching = block & model_->can_launch();
    counts.all = counted(block);
    counts.launching = counted(launching);
    for (std::size_t i = 0; i < digits.images(); ++i) {
      counts.used[i] = counted(block & model_->used(i));
      counts.used_launching[i] = counted(launching & model_->used(i));
    }
    for (std::size_t j = 0; j < digits.instances(); ++j)
      counts.instances += counts.all - counted(block & model_->holds(j, 0));
    return counts;
  }

  const BlockModel<W>* model_;
  std::vector<Known> known_;
};

/// How often each row was met, from which transitions and refusals are counted at the end.
class RowCounts {
 public:
  explicit RowCounts(const DigitModel& digits)
      : digits_(&digits),
        met_(digits.rows()),
        met_launching_(digits.rows()),
        run_family_(digits.rows()) {}

  /// Counts the states of a block.
  void add(const Code* codes, const BlockCounts& block);
  /// Counts one state.
  void add_one(const Code* codes, std::uint32_t configuration);

  std::uint64_t states = 0;
  void total(std::uint64_t& transitions, std::uint64_t& refusals,
             std::map<RuleId, std::uint64_t>& by_rule) const;

 private:
  const DigitModel* digits_;
  std::vector<std::uint64_t> met_, met_launching_;
  std::vector<std::uint64_t> run_family_;  // By the row of the image resolved to.
  std::uint64_t run_empty_family_ = 0;
  std::uint64_t created_ = 0;
  std::uint64_t instances_deleted_ = 0;
};

}  // namespace imgfam
