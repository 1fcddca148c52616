// What parse_query takes, it writes back so that it reads the same, and the cloud answers it.
#include <imgfam/cloud/cloud.hpp>
#include <imgfam/model/assert.hpp>

#include <cstdint>
#include <string_view>

namespace {

imgfam::Cloud small_cloud() {
  imgfam::Cloud cloud;
  imgfam::Image image;
  image.id = "m-1";
  image.family = "web";
  image.region = "cn-hangzhou";
  image.owner = {1};
  IMGFAM_ASSERT(cloud.add(image).has_value());
  return cloud;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto request = imgfam::parse_query({reinterpret_cast<const char*>(data), size});
  if (!request) return 0;
  const auto again = imgfam::parse_query(imgfam::to_query(*request));
  // White space around names and values is not kept, so only a text without it must come back.
  if (again) IMGFAM_ASSERT(imgfam::to_query(*again) == imgfam::to_query(*request));

  static const imgfam::Cloud fresh = small_cloud();
  imgfam::Cloud cloud = fresh;
  request->account = {1};
  imgfam::Trace trace;
  const imgfam::Outcome outcome = cloud.handle(*request, &trace);
  if (imgfam::is_refused(outcome)) IMGFAM_ASSERT(cloud == fresh);
  return 0;
}
