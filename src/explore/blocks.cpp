#include "blocks.hpp"

namespace imgfam {

void RowCounts::add(const Code* codes, const BlockCounts& block) {
  states += block.all;
  instances_deleted_ += block.instances;
  std::size_t next_place = digits_->images();
  for (std::size_t i = digits_->images(); i-- > 0;) {
    if (codes[i] == DigitModel::absent) {
      next_place = i;
      continue;
    }
    const std::size_t used = digits_->row(codes[i], true);
    const std::size_t unused = digits_->row(codes[i], false);
    met_[used] += block.used[i];
    met_[unused] += block.all - block.used[i];
    met_launching_[used] += block.used_launching[i];
    met_launching_[unused] += block.launching - block.used_launching[i];
  }
  if (next_place < digits_->images()) created_ += std::uint64_t{block.all} * digits_->families();
  for (std::size_t f = 0; f < digits_->families() && block.launching != 0; ++f) {
    const std::size_t resolved = digits_->resolve(codes, f);
    if (resolved == digits_->images()) {
      run_empty_family_ += block.launching;
      continue;
    }
    const std::uint32_t used = block.used_launching[resolved];
    run_family_[digits_->row(codes[resolved], true)] += used;
    run_family_[digits_->row(codes[resolved], false)] += block.launching - used;
  }
}

void RowCounts::add_one(const Code* codes, std::uint32_t configuration) {
  const auto& now = digits_->configuration(configuration);
  const bool can_launch = now.free < digits_->instances();
  const auto row_of = [&](std::size_t i) {
    return digits_->row(codes[i], (now.used >> i & 1U) != 0);
  };
  ++states;
  for (std::size_t i = 0; i < digits_->images(); ++i) {
    if (codes[i] == DigitModel::absent) continue;
    ++met_[row_of(i)];
    if (can_launch) ++met_launching_[row_of(i)];
  }
  if (digits_->next_place(codes) < digits_->images()) created_ += digits_->families();
  for (std::size_t f = 0; f < digits_->families() && can_launch; ++f) {
    const std::size_t resolved = digits_->resolve(codes, f);
    ++(resolved == digits_->images() ? run_empty_family_ : run_family_[row_of(resolved)]);
  }
  for (std::size_t j = 0; j < digits_->instances(); ++j)
    instances_deleted_ += now.digits[j] != 0 ? 1U : 0U;
}

void RowCounts::total(std::uint64_t& transitions, std::uint64_t& refusals,
                      std::map<RuleId, std::uint64_t>& by_rule) const {
  const auto refuse = [&](const RuleSet& broken, std::uint64_t times) {
    refusals += times;
    for (std::size_t r = 0; r < rules_count && times != 0; ++r) {
      if (broken.test(r)) by_rule[static_cast<RuleId>(r)] += times;
    }
  };
  transitions = created_ + instances_deleted_;
  refusals = 0;
  for (std::size_t row = 0; row < digits_->rows(); ++row) {
    transitions += met_[row] * digits_->accepted(row);
    for (const auto& [event, broken] : digits_->refused(row))
      refuse(broken, met_[row]);
    const std::uint64_t launching = met_launching_[row] + run_family_[row];
    if (digits_->launches(row)) transitions += launching;
    if (digits_->launch_refused(row)) refuse(*digits_->launch_refused(row), launching);
  }
  RuleSet empty;
  empty.set(static_cast<std::size_t>("launch-family-available"_rule));
  refuse(empty, run_empty_family_);
}

}  // namespace imgfam
