// The slice of a cloud that goals and keeps can depend on.
//
// Images that are named come with their whole families, and with all that could give way where a
// quota is in the way: images shared with an account that can receive no more, and, where images
// move and the region can have no more families, the families that are cheapest to empty. Images
// that are to leave a family can go to a new one, or, where there can be none, to another one that
// is there.
#pragma once

#include <imgfam/explore/plan.hpp>

namespace imgfam {

struct Slice {
  std::shared_ptr<const FamilyModel> model;
  bool are_families_tight = false;  ///< There may come to be too many.
};

/// A model around what the claims name. ERRORS: PLN001 to PLN003, PLN020; those of
/// FamilyModel::around and ImageMachine::of.
Result<Slice> slice_of(const Cloud& cloud, const PlanTask& task);

}  // namespace imgfam
