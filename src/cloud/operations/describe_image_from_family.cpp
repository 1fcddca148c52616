// DescribeImageFromFamily: what a family resolves to. [doc: DescribeImageFromFamily 2020, 2025]
#include "../call.hpp"
#include "../launching.hpp"

namespace imgfam {

Outcome describe_image_from_family(Call& call) {
  const auto region = call.region();
  const auto family = call.text("ImageFamily");
  call.check(!family.empty(), "family-given"_rule);
  if (call.is_refused()) return call.refuse();

  boost::json::object out{{"RegionId", std::string(region)}};
  const Resolution resolution = resolve_family(call.cloud(), call.caller(), region, family);
  note_resolution(call, resolution);
  if (resolution.chosen) {
    auto image = image_document(call.cloud(), *resolution.chosen, call.caller());
    image["Progress"] = std::to_string(
        call.cloud().progress_of(*resolution.chosen));  // Without a sign, as its page shows.
    out["Image"] = std::move(image);
  } else {
    call.effect("family-empty-answer"_rule);
  }
  return call.respond(std::move(out));
}

}  // namespace imgfam
