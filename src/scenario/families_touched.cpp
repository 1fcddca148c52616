#include "families_touched.hpp"

#include <sstream>

namespace imgfam {

std::vector<FamilyPlace> families_touched(const ScenarioStep& step, const Cloud& cloud) {
  std::vector<FamilyPlace> out;
  if (const auto* check = std::get_if<FamilyCheck>(&step.what))
    out.push_back({check->as, check->region, check->family});
  const auto add_family_of = [&](const std::string& id) {
    const Image* image = cloud.images().get(id);
    if (image && !image->family.empty())
      out.push_back({image->owner, image->region, image->family});
  };
  if (const auto* check = std::get_if<ImageCheck>(&step.what)) add_family_of(check->image);
  if (const auto* platform = std::get_if<PlatformStep>(&step.what)) add_family_of(platform->image);
  if (const auto* request = std::get_if<RequestStep>(&step.what)) {
    if (const auto* id = request->request.find("ImageId")) add_family_of(*id);
    const auto* family = request->request.find("ImageFamily");
    const auto* region = request->request.find("RegionId");
    if (family && region && !family->empty())
      out.push_back({request->request.account, *region, *family});
  }
  return out;
}

std::string show_family(const Cloud& cloud, const FamilyPlace& place) {
  std::ostringstream out;
  out << place.family << " in " << place.region << " resolves to "
      << resolve_family(cloud, place.account, place.region, place.family);
  return out.str();
}

}  // namespace imgfam
