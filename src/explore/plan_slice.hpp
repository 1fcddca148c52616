// The slice of a cloud that goals and keeps can depend on.
#pragma once

#include <imgfam/explore/plan.hpp>

namespace imgfam {

/// A model around what the claims name. ERRORS: PLN001 to PLN003; those of FamilyModel::around.
Result<FamilyModel> slice_of(const Cloud& cloud, const PlanTask& task);

}  // namespace imgfam
