// What a user of the installed library writes first: two images of one family, and the newer wins.
#include <imgfam/cloud/cloud.hpp>

#include <iostream>

int main() {
  constexpr imgfam::AccountId owner{1000000000000001};
  constexpr std::string_view region = "cn-hangzhou";

  imgfam::Cloud cloud;
  for (const auto& [id, created] : {std::pair{"m-v1", "2025-12-01"}, {"m-v2", "2025-12-08"}}) {
    imgfam::Image image;
    image.id = id;
    image.family = "web";
    image.region = region;
    image.owner = owner;
    image.created = imgfam::parse_time(created).value();
    cloud.add(image).value();
  }

  const imgfam::Resolution resolution = imgfam::resolve_family(cloud, owner, region, "web");
  std::cout << resolution << '\n';
  return resolution.chosen != nullptr && resolution.chosen->id == "m-v2" ? 0 : 1;
}
