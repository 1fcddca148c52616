// The system disks of instances, and snapshots. Which snapshots images are made from is the cloud's
// to judge: it is told of those that are made here.
#include "call.hpp"

#include <algorithm>

namespace imgfam {
namespace {

namespace json = boost::json;
using Kind = Neighbours::Kind;
using Kept = Neighbours::Kept;

constexpr int default_gib = 40;

int size_of(const NeighbourCall& call, const Instance& instance) {
  const Image* image = call.cloud().images().get(instance.image);
  return image ? image->size_gib : default_gib;
}

json::object disk_of(NeighbourCall& call, const Instance& instance) {
  const json::object launch = launch_of(call, instance);
  return {{"DiskId", system_disk_of(launch, instance)},
          {"RegionId", instance.region},
          {"ZoneId", launch.at("ZoneId")},
          {"DiskName", ""},
          {"Description", ""},
          {"Type", "system"},
          {"Category", "cloud_efficiency"},
          {"Size", size_of(call, instance)},
          {"ImageId", instance.image},
          {"SourceSnapshotId", ""},
          {"ProductCode", ""},
          {"Portable", false},
          {"Status", "In_use"},
          {"InstanceId", instance.id},
          {"Device", "/dev/xvda"},
          {"DeleteWithInstance", true},
          {"DeleteAutoSnapshot", false},
          {"EnableAutoSnapshot", false},
          {"Encrypted", false},
          {"CreationTime", to_string(instance.created)},
          {"AttachedTime", to_string(instance.created)},
          {"DetachedTime", ""},
          {"DiskChargeType", "PostPaid"},
          {"OperationLocks", json::object{{"OperationLock", json::array{}}}},
          {"Tags", tags_of(call, "disk", system_disk_of(launch, instance))}};
}

/// All system disks of the caller's instances, in the region where one is given.
std::vector<json::object> disks(NeighbourCall& call, std::string_view region) {
  std::vector<json::object> all;
  for (const Instance* instance : call.cloud().instances().in_order()) {
    if (instance->account == call.caller() && (region.empty() || instance->region == region))
      all.push_back(disk_of(call, *instance));
  }
  return all;
}

json::object snapshot_document(std::string_view id, int gib, std::string created) {
  return {{"SnapshotId", id},
          {"SnapshotName", ""},
          {"Description", ""},
          {"Progress", "100%"},
          {"Status", "accomplished"},
          {"SourceDiskId", ""},
          {"SourceDiskSize", std::to_string(gib)},
          {"SourceDiskType", "system"},
          {"SourceStorageType", "disk"},
          {"SnapshotType", "user"},
          {"ProductCode", ""},
          {"RetentionDays", 0},
          {"Encrypted", false},
          {"Usage", "none"},
          {"CreationTime", std::move(created)}};
}

/// Those of the caller's images, which the cloud has, and those that were made here.
std::vector<json::object> snapshots(NeighbourCall& call, std::string_view region) {
  std::vector<json::object> all;
  call.cloud().images().for_each([&](const Image& image) {
    const bool is_own = image.owner == call.caller() && image.origin != Origin::System;
    if (!is_own || image.region != region) return;
    json::object shown =
        snapshot_document(image.snapshot, image.size_gib, to_string(image.created));
    shown["Usage"] = "image";
    all.push_back(std::move(shown));
  });
  for (const Kept& kept : call.all(Kind::Snapshot)) {
    if (kept.account == call.caller() && kept.region == region) all.push_back(kept.shown);
  }
  return all;
}

}  // namespace

std::string first_system_disk_of(const Instance& instance) {
  return "d-" + (instance.id.starts_with("i-") ? instance.id.substr(2) : instance.id);
}

std::string system_disk_of(const json::object& launch, const Instance& instance) {
  const json::string& replaced = launch.at("DiskId").as_string();
  return replaced.empty() ? first_system_disk_of(instance) : std::string(replaced);
}

Outcome describe_disks(NeighbourCall& call) {
  std::vector<json::object> found;
  const std::vector<std::string> asked = call.array("DiskIds");
  const auto type = call.text("DiskType");
  for (json::object& disk : disks(call, call.text("RegionId"))) {
    const std::string id(disk.at("DiskId").as_string());
    const bool is_listed =
        asked.empty() || std::find(asked.begin(), asked.end(), id) != asked.end();
    const bool is_type = type.empty() || type == "all" || type == "system";
    if (is_listed && is_type && call.asks_for(disk, {"InstanceId", "ZoneId", "Status", "Category"}))
      found.push_back(std::move(disk));
  }
  return call.respond_page("Disks", "Disk", found);
}

Outcome create_snapshot(NeighbourCall& call) {
  const auto disk_id = call.text("DiskId");
  for (const json::object& disk : disks(call, {})) {
    if (disk.at("DiskId") != json::value(disk_id)) continue;
    const std::string region(disk.at("RegionId").as_string());
    const std::string id = call.new_id("s-");
    json::object shown =
        snapshot_document(id, static_cast<int>(disk.at("Size").as_int64()), call.now());
    shown["SnapshotName"] = call.text("SnapshotName");
    shown["Description"] = call.text("Description");
    shown["SourceDiskId"] = disk_id;
    if (!has_room_for_tags(call) ||
        !call.keep(Kind::Snapshot, {id, call.caller(), region, std::move(shown)}))
      return NeighbourCall::full();
    call.cloud().add_snapshot(call.caller(), region, id);
    set_tags_of(call, "snapshot", id, region, call.tags());
    return NeighbourCall::respond({{"SnapshotId", id}});
  }
  return NeighbourCall::refuse(not_there::disk);
}

Outcome describe_snapshots(NeighbourCall& call) {
  std::vector<json::object> found;
  const std::vector<std::string> asked = call.array("SnapshotIds");
  for (json::object& shown : snapshots(call, call.text("RegionId"))) {
    const std::string id(shown.at("SnapshotId").as_string());
    const bool is_listed =
        asked.empty() || std::find(asked.begin(), asked.end(), id) != asked.end();
    const bool is_asked = (call.text("Status") == "all" || call.asks_for(shown, {"Status"})) &&
                          (call.text("DiskId").empty() ||
                           shown.at("SourceDiskId") == json::value(call.text("DiskId")));
    if (!is_listed || !is_asked || !call.asks_for(shown, {"SnapshotName"})) continue;
    shown["Tags"] = tags_of(call, "snapshot", id);
    found.push_back(std::move(shown));
  }
  return call.respond_page("Snapshots", "Snapshot", found);
}

Outcome delete_snapshot(NeighbourCall& call) {
  // One that is not there is ignored. [doc: DeleteSnapshot]
  const std::string id(call.text("SnapshotId"));
  std::vector<std::string> regions;
  for (const auto& [owner, key] : call.cloud().old_snapshots()) {
    if (owner == call.caller() && key.ends_with("/" + id))
      regions.push_back(key.substr(0, key.size() - id.size() - 1));
  }
  for (const std::string& region : regions)
    call.cloud().remove_snapshot(call.caller(), region, id);
  call.forget(Kind::Snapshot, id);
  set_tags_of(call, "snapshot", id, {}, {});
  return NeighbourCall::respond();
}

}  // namespace imgfam
