// PlanProblem: what is to hold, taken apart at its `and`s, and what each image of the slice can
// come to.
#pragma once

#include "image_machine.hpp"

namespace imgfam {

struct PlanProblem {
  const FamilyModel* model = nullptr;
  std::vector<ModelCheck> leaves;    ///< Of all goals and keeps.
  std::vector<Conjunct> conjuncts;   ///< The same.
  std::vector<ImageMachine> images;  ///< By place.
  std::uint64_t tight_accounts = 0;  ///< Those that may come to receive too many images.
  bool are_families_tight = false;   ///< There may come to be too many families.

  /// Whether images can be moved between families.
  bool can_move() const;
};

/// Whether all its checks are about one image and its instances; then its place.
std::optional<std::size_t> place_of(const Formula& formula, const PlanProblem& problem);

/// Whether all its checks are about what one family resolves to; then its number.
std::optional<std::size_t> family_of(const Formula& formula, const PlanProblem& problem);

/// The place of the image, or of the instance's image, that a check is about. REQUIRES: not of a
/// family.
std::size_t place_of(const ModelCheck& check, const FamilyModel& model);

/// What the check of a family comes to where it resolves to this.
inline bool holds_of(const ModelCheck& check, std::optional<std::size_t> resolved) {
  return resolved.has_value() == check.resolves && (!check.to || check.to == resolved);
}

}  // namespace imgfam
