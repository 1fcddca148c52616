// What the renderers of plans share.
#pragma once

#include <imgfam/report/plan_report.hpp>

#include <string>
#include <vector>

namespace imgfam {

/// The warnings that open after a step, a sentence each; steps are counted from 1.
std::vector<std::string> warnings_after(const Preview& preview, std::size_t step);

/// `m-1`, or `nothing`.
std::string_view image_or_nothing(const std::string& image);

}  // namespace imgfam
