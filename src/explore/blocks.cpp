#include "blocks.hpp"

namespace imgfam {

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

void RowCounts::add(const RowCounts& other) {
  states += other.states;
  const auto add_each = [](auto& to, const auto& from) {
    for (std::size_t i = 0; i < to.size(); ++i)
      to[i] += from[i];
  };
  add_each(met_, other.met_);
  add_each(met_launching_, other.met_launching_);
  add_each(run_family_, other.run_family_);
  run_empty_family_ += other.run_empty_family_;
  created_ += other.created_;
  instances_deleted_ += other.instances_deleted_;
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
