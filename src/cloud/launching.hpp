// What launching an instance and resolving a family have in common.
#pragma once

#include "call.hpp"

namespace imgfam {

/// Notes which rules of families decided a resolution.
void note_resolution(Call& call, const Resolution& resolution);

/// The image that ImageId or ImageFamily names, if the caller may launch it; breaks the rules of
/// launching.
const Image* judge_launch_image(Call& call, std::string_view region);

/// The image that an id names, if the caller may use it for an instance in the region.
const Image* judge_usable_image(Call& call, std::string_view id, std::string_view region);

/// Makes one instance of the image with that status; answers its id.
std::string launch_one(Call& call, const Image& image, std::string_view region,
                       InstanceStatus status);

}  // namespace imgfam
