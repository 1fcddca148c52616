// Which families a plan needs beside those that are named, where it moves images between families.
#pragma once

#include <imgfam/explore/plan.hpp>

namespace imgfam {

struct FamiliesBeside {
  std::vector<std::string> families;
  bool are_tight = false;  ///< There may come to be more than a region may have.
};

/// `movable`: how many images may change their family. A new name for those that only leave one;
/// and where the region could have too many families, others to move to, and those that are
/// cheapest to empty, as many as may have to be. The rest of the account cannot do better: nobody
/// asks which families they are. ERRORS: those of FamilyModel::around and ImageMachine::of.
Result<FamiliesBeside> families_beside(const Cloud& cloud, const PlanTask& task,
                                       const FamilyModel::View& view, std::size_t movable);

}  // namespace imgfam
