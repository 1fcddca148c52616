// Scenarios that leave nothing out of what fits in a `given`: every event in every state of one
// image, and every two images that could stand in one family.
//
// What a path of requests leads to is covered by explore's walks. Here nothing has to be reached:
// images are given as they are to be, those among them that only the platform or another account
// could bring about. All expectations are what a cloud answers.
#pragma once

#include <imgfam/scenario/scenario.hpp>

#include <vector>

namespace imgfam {

/// Every event that the machine of an image knows, in every state of status, origin, sharing,
/// publication and use that can be given; each on an image of its own. A scenario for each status
/// and origin.
std::vector<Scenario> machine_scenarios(Edition edition, const Interpretation& interpretation);

/// Every two images of one family name that differ, or not, in status, time, region, owner and
/// sharing; what the name resolves to, is described as and launches, and what launching and copying
/// the second image comes to. A scenario for each first image.
std::vector<Scenario> family_scenarios(Edition edition, const Interpretation& interpretation);

}  // namespace imgfam
