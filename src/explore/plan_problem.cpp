#include "plan_problem.hpp"

#include <algorithm>

namespace imgfam {

bool PlanProblem::can_move() const {
  return std::any_of(leaves.begin(), leaves.end(),
                     [](const ModelCheck& check) { return check.family.has_value(); });
}

std::size_t place_of(const ModelCheck& check, const FamilyModel& model) {
  if (check.subject == ModelCheck::Subject::Image) return check.place;
  return model.initial().instances[check.place] - std::size_t{1};
}

std::optional<std::size_t> place_of(const Formula& formula, const PlanProblem& problem) {
  std::optional<std::size_t> place;
  bool is_one = true;
  formula.for_each_leaf([&](std::size_t leaf) {
    const ModelCheck& check = problem.leaves[leaf];
    if (check.subject == ModelCheck::Subject::Family) {
      is_one = false;
      return;
    }
    const std::size_t here = place_of(check, *problem.model);
    is_one = is_one && (!place || *place == here);
    place = here;
  });
  return is_one ? place : std::nullopt;
}

std::optional<std::size_t> family_of(const Formula& formula, const PlanProblem& problem) {
  std::optional<std::size_t> family;
  bool is_one = true;
  formula.for_each_leaf([&](std::size_t leaf) {
    const ModelCheck& check = problem.leaves[leaf];
    is_one = is_one && check.subject == ModelCheck::Subject::Family &&
             (!family || *family == check.place);
    family = check.place;
  });
  return is_one ? family : std::nullopt;
}

}  // namespace imgfam
