// The model for SPIN: the same states and transitions, so that another tool can count them.
#pragma once

#include <imgfam/explore/family_model.hpp>

#include <string>

namespace imgfam {

/// A Promela model in which every accepted request is one d_step. Checked by `spin -o2 -a` (without
/// -o2 SPIN drops what no guard reads) it has as many states as the model, and one transition more:
/// the beginning counts as one. ERRORS: EXP004 for models that only the hash engine explores.
Result<std::string> promela_of(const FamilyModel& model);

}  // namespace imgfam
