// What to show of a step: the families it touches.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <string>
#include <vector>

namespace imgfam {

/// A family as somebody looks at it.
struct FamilyPlace {
  AccountId account;
  std::string region;
  std::string family;

  bool operator==(const FamilyPlace&) const = default;
};

/// The families that a step names, or that the image it names is in.
std::vector<FamilyPlace> families_touched(const ScenarioStep& step, const Cloud& cloud);

/// `web in cn-hangzhou resolves to m-2; not m-1 (older: …)`
std::string show_family(const Cloud& cloud, const FamilyPlace& place);

}  // namespace imgfam
