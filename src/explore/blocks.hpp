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

/// W words of bits. A configuration's bit is its number.
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

  friend Block operator|(Block a, const Block& b) {
    for (std::size_t w = 0; w < W; ++w)
      a.words[w] |= b.words[w];
    return a;
  }
  friend Block operator&(Block a, const Block& b) {
    for (std::size_t w = 0; w < W; ++w)
      a.words[w] &= b.words[w];
    return a;
  }
  friend Block operator!(Block a) {
    for (std::uint64_t& word : a.words)
      word = ~word;
    return a;
  }
  bool operator==(const Block&) const = default;

  /// Every bit moved up by n. REQUIRES: none passes the end.
  Block up(std::uint32_t n) const {
    Block out;
    const std::uint32_t whole = n / 64;
    const std::uint32_t part = n % 64;
    for (std::size_t w = W; w-- > whole;) {
      out.words[w] = words[w - whole] << part;
      if (part != 0 && w > whole) out.words[w] |= words[w - whole - 1] >> (64 - part);
    }
    return out;
  }
  /// Every bit moved down by n. REQUIRES: none passes the beginning.
  Block down(std::uint32_t n) const {
    Block out;
    const std::uint32_t whole = n / 64;
    const std::uint32_t part = n % 64;
    for (std::size_t w = 0; w + whole < W; ++w) {
      out.words[w] = words[w + whole] >> part;
      if (part != 0 && w + whole + 1 < W) out.words[w] |= words[w + whole + 1] << (64 - part);
    }
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
      legal_.set(c);
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
  }

  const DigitModel& digits() const { return *digits_; }
  /// The configurations there are; in which an instance can be launched; in which the image is
  /// used; in which the instance's digit is that one.
  const Block<W>& legal() const { return legal_; }
  const Block<W>& can_launch() const { return can_launch_; }
  const Block<W>& used(std::size_t image) const { return used_[image]; }
  const Block<W>& holds(std::size_t instance, std::size_t digit) const {
    return holds_[instance][digit];
  }

  Block<W> launched(const Block<W>& block, std::size_t image) const {
    Block<W> out;
    for (std::size_t j = 0; j < first_free_.size(); ++j)
      out = out | (block & first_free_[j])
                      .up(static_cast<std::uint32_t>(image + 1) * digits_->instance_stride(j));
    return out;
  }

  /// An instance launched from the image, wherever it can be.
  Block<W> launching(const Block<W>& block, std::size_t image, const CodeMoves& moves) const {
    const Block<W> none;
    if (moves.launches_used && moves.launches_unused) return launched(block, image);
    return launched((moves.launches_used ? block & used_[image] : none) |
                        (moves.launches_unused ? block & !used_[image] : none),
                    image);
  }

  /// The instance deleted, wherever there is one.
  Block<W> without_instance(const Block<W>& block, std::size_t instance) const {
    Block<W> out;
    for (std::uint32_t d = 1; d < holds_[instance].size(); ++d)
      out = out | (block & holds_[instance][d]).down(d * digits_->instance_stride(instance));
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
  const DigitModel* digits_;
  Block<W> legal_, can_launch_;
  std::vector<Block<W>> used_;
  std::vector<Block<W>> first_free_;
  std::vector<std::vector<Block<W>>> holds_;  // By instance, then digit.
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
    const std::uint64_t stride = digits.image_stride(i);
    const std::uint64_t without = vector - code * stride;
    const auto go = [&](Code next, const Block<W>& block) {
      visit(without + next * stride, block);
    };
    for (const Code next : moves.always)
      go(next, from);
    const Block<W> used = from & model.used(i);
    const Block<W> unused = from & !model.used(i);
    if (unused.any()) {
      for (const Code next : moves.unused)
        go(next, unused);
      if (moves.is_deleted_unused) go(digits.deleted(), unused);
    }
    if (used.any()) {
      for (const Code next : moves.used)
        go(next, used);
      if (moves.is_deleted_used) go(digits.deleted(), model.orphaned(used, i));
    }
    if (moves.launched != code) go(moves.launched, model.launching(from, i, moves));
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
  const Block<W> able = from & model.can_launch();
  for (std::size_t i = 0; i < digits.images() && able.any(); ++i) {
    const bool is_there = codes[i] != DigitModel::absent && codes[i] != digits.deleted();
    if (is_there && digits.moves(codes[i]).launched == codes[i])
      out = out | model.launching(able, i, digits.moves(codes[i]));
  }
  for (std::size_t j = 0; j < digits.instances(); ++j)
    out = out | model.without_instance(from, j);
  return out;
}

/// How often each row was met, from which transitions and refusals are counted at the end.
class RowCounts {
 public:
  explicit RowCounts(const DigitModel& digits)
      : digits_(&digits),
        met_(digits.rows()),
        met_launching_(digits.rows()),
        run_family_(digits.rows()) {}

  /// Counts the states of a block.
  template <std::size_t W>
  void add(const BlockModel<W>& model, const Code* codes, const Block<W>& block);
  /// Counts one state.
  void add_one(const Code* codes, std::uint32_t configuration);
  void add(const RowCounts& other);

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

template <std::size_t W>
void RowCounts::add(const BlockModel<W>& model, const Code* codes, const Block<W>& block) {
  const std::uint64_t all = block.count();
  const Block<W> launching = block & model.can_launch();
  const std::uint64_t all_launching = launching.count();
  states += all;
  std::size_t next_place = digits_->images();
  for (std::size_t i = digits_->images(); i-- > 0;) {
    if (codes[i] == DigitModel::absent) {
      next_place = i;
      continue;
    }
    const std::uint64_t used = (block & model.used(i)).count();
    const std::uint64_t used_launching = (launching & model.used(i)).count();
    met_[digits_->row(codes[i], true)] += used;
    met_[digits_->row(codes[i], false)] += all - used;
    met_launching_[digits_->row(codes[i], true)] += used_launching;
    met_launching_[digits_->row(codes[i], false)] += all_launching - used_launching;
  }
  if (next_place < digits_->images()) created_ += all * digits_->families();
  for (std::size_t f = 0; f < digits_->families() && all_launching != 0; ++f) {
    const std::size_t resolved = digits_->resolve(codes, f);
    if (resolved == digits_->images()) {
      run_empty_family_ += all_launching;
      continue;
    }
    const std::uint64_t used = (launching & model.used(resolved)).count();
    run_family_[digits_->row(codes[resolved], true)] += used;
    run_family_[digits_->row(codes[resolved], false)] += all_launching - used;
  }
  for (std::size_t j = 0; j < digits_->instances(); ++j)
    instances_deleted_ += all - (block & model.holds(j, 0)).count();
}

}  // namespace imgfam
