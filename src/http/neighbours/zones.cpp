// Zones and instance types: the same in every region. Whatever a client looks for in a zone is to
// be had there.
#include "call.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

namespace json = boost::json;

// clang-format off
// [doc: Instance families] A few of each size that templates and samples name.
constexpr std::array types{
  InstanceType{"ecs.c5.large", "ecs.c5", 2, 4}, InstanceType{"ecs.c6.large", "ecs.c6", 2, 4},
  InstanceType{"ecs.c6.xlarge", "ecs.c6", 4, 8}, InstanceType{"ecs.c7.large", "ecs.c7", 2, 4},
  InstanceType{"ecs.c8i.large", "ecs.c8i", 2, 4}, InstanceType{"ecs.e-c1m1.large", "ecs.e", 2, 2},
  InstanceType{"ecs.e-c1m2.large", "ecs.e", 2, 4}, InstanceType{"ecs.g5.large", "ecs.g5", 2, 8},
  InstanceType{"ecs.g6.large", "ecs.g6", 2, 8}, InstanceType{"ecs.g6.xlarge", "ecs.g6", 4, 16},
  InstanceType{"ecs.g6r.large", "ecs.g6r", 2, 8, "ARM"}, InstanceType{"ecs.g7.large", "ecs.g7", 2, 8},
  InstanceType{"ecs.g7.xlarge", "ecs.g7", 4, 16}, InstanceType{"ecs.g8i.large", "ecs.g8i", 2, 8},
  InstanceType{"ecs.g8y.large", "ecs.g8y", 2, 8, "ARM"}, InstanceType{"ecs.n1.large", "ecs.n1", 4, 8},
  InstanceType{"ecs.n1.medium", "ecs.n1", 2, 4}, InstanceType{"ecs.n1.small", "ecs.n1", 1, 2},
  InstanceType{"ecs.n1.tiny", "ecs.n1", 1, 1}, InstanceType{"ecs.n2.small", "ecs.n2", 1, 4},
  InstanceType{"ecs.n4.large", "ecs.n4", 2, 4}, InstanceType{"ecs.n4.small", "ecs.n4", 1, 2},
  InstanceType{"ecs.r6.large", "ecs.r6", 2, 16}, InstanceType{"ecs.r7.large", "ecs.r7", 2, 16},
  InstanceType{"ecs.s6-c1m1.small", "ecs.s6", 1, 1}, InstanceType{"ecs.sn1.medium", "ecs.sn1", 2, 4},
  InstanceType{"ecs.t5-lc1m1.small", "ecs.t5", 1, 1}, InstanceType{"ecs.t5-lc1m2.small", "ecs.t5", 1, 2},
  InstanceType{"ecs.t6-c1m1.large", "ecs.t6", 2, 2}, InstanceType{"ecs.t6-c1m2.large", "ecs.t6", 2, 4},
  InstanceType{"ecs.u1-c1m2.large", "ecs.u1", 2, 4}, InstanceType{"ecs.xn4.small", "ecs.xn4", 1, 1}};
// clang-format on

json::array texts(std::initializer_list<std::string_view> values) {
  json::array list;
  for (const auto value : values)
    list.emplace_back(value);
  return list;
}

/// `cn-hangzhou-a`, but `us-east-1a`. [doc: Regions and zones]
std::string zone(std::string_view region, char letter) {
  const bool is_numbered = !region.empty() && region.back() >= '0' && region.back() <= '9';
  return fmt::format("{}{}{}", region, is_numbered ? "" : "-", letter);
}

}  // namespace

std::span<const InstanceType> instance_types() { return types; }

std::string first_zone(std::string_view region) { return zone(region, 'a'); }

Outcome describe_zones(NeighbourCall& call) {
  json::array type_names;
  for (const InstanceType& type : types)
    type_names.emplace_back(type.id);
  json::array zones;
  for (const char letter : {'a', 'b'}) {
    const std::string id = zone(call.text("RegionId"), letter);
    const json::array disks = texts({"cloud", "cloud_efficiency", "cloud_ssd", "cloud_essd"});
    zones.push_back(json::object{
        {"ZoneId", id},
        {"LocalName", id},
        {"ZoneType", "AvailabilityZone"},
        {"AvailableResourceCreation",
         json::object{{"ResourceTypes", texts({"VSwitch", "IoOptimized", "Instance", "Disk"})}}},
        {"AvailableDiskCategories", json::object{{"DiskCategories", disks}}},
        {"AvailableInstanceTypes", json::object{{"InstanceTypes", type_names}}},
        {"AvailableVolumeCategories", json::object{{"VolumeCategories", json::array{}}}},
        {"AvailableResources", json::object{{"ResourcesInfo", json::array{}}}}});
  }
  return NeighbourCall::respond({{"Zones", json::object{{"Zone", std::move(zones)}}}});
}

Outcome describe_instance_types(NeighbourCall& call) {
  const std::vector<std::string> asked = call.list("InstanceTypes");
  json::array shown;
  for (const InstanceType& type : types) {
    const bool is_asked =
        asked.empty() || std::find(asked.begin(), asked.end(), type.id) != asked.end();
    const auto family = call.text("InstanceTypeFamily");
    if (!is_asked || (!family.empty() && family != type.family)) continue;
    shown.push_back(json::object{{"InstanceTypeId", type.id},
                                 {"InstanceTypeFamily", type.family},
                                 {"CpuCoreCount", type.cores},
                                 {"MemorySize", type.memory_gib},
                                 {"CpuArchitecture", type.architecture},
                                 {"GPUAmount", 0},
                                 {"LocalStorageCategory", ""}});
  }
  return NeighbourCall::respond(
      {{"InstanceTypes", json::object{{"InstanceType", std::move(shown)}}}});
}

}  // namespace imgfam
