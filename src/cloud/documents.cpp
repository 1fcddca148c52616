// An image as the service shows it. [doc: DescribeImages, response; DescribeImageFromFamily,
// response]
#include "call.hpp"
#include "families.hpp"

#include <boost/json/array.hpp>

namespace imgfam {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

std::string_view owner_alias(const Image& image, AccountId viewer) {
  if (image.origin == Origin::System) return "system";
  return image.owner == viewer ? "self" : "others";
}

json::object disk_mapping(const Image& image, const std::string& progress) {
  return {{"Type", "system"},
          {"Device", "/dev/xvda"},
          {"SnapshotId", image.snapshot},
          {"Size", std::to_string(image.size_gib)},
          {"Format", ""},
          {"ImportOSSBucket", ""},
          {"ImportOSSObject", ""},
          {"Progress", progress},
          {"RemainTime", 0},
          {"Encrypted", false}};
}

json::array tag_list(const Image& image) {
  json::array tags;
  for (const Tag& t : image.tags)
    tags.push_back(json::object{{"TagKey", t.key}, {"TagValue", t.value}});
  return tags;
}

}  // namespace

json::object image_document(const Cloud& cloud, const Image& image, AccountId viewer) {
  const std::string progress = std::to_string(cloud.progress_of(image)) + "%";
  const std::string_view os_type = image.is_windows ? "windows" : "linux";
  const bool is_own = image.owner == viewer && image.origin != Origin::System;
  const bool is_2020 = cloud.settings().edition == Edition::E2020;
  json::object out{
      {"ImageId", image.id},
      {"ImageName", image.name},
      {"ImageFamily", family_seen(cloud, image, viewer)},
      {"ImageVersion", ""},
      {"Description", image.description},
      {"Status", view(to_text(image.status))},
      {"Progress", progress},
      {"CreationTime", to_string(image.created)},
      {"ImageOwnerAlias", view(owner_alias(image, viewer))},
      {"ImageOwnerId", image.owner.uid},
      {"Architecture", view(to_text(image.architecture))},
      {"Platform", image.platform},
      {"OSType", view(os_type)},
      {"OSName", image.platform},
      {"OSNameEn", image.platform},
      {"Size", image.size_gib},
      {"Usage", cloud.instances().users_of(image.id) > 0 ? "instance" : "none"},
      {"IsSelfShared", is_own && !image.shared_with.empty() ? "true" : ""},
      {"IsPublic", image.is_community || image.origin == Origin::System},
      {"IsCopied", image.origin == Origin::Copied},
      {"IsSubscribed", false},
      {"IsSupportIoOptimized", true},
      {"IsSupportCloudinit", true},
      {"ProductCode", ""},
      {"ResourceGroupId", ""},
      {"DiskDeviceMappings",
       json::object{{"DiskDeviceMapping", json::array{disk_mapping(image, progress)}}}},
      {"Tags", json::object{{"Tag", tag_list(image)}}},
  };
  if (is_2020) return out;
  out["BootMode"] = view(to_text(image.boot_mode));
  out["LicenseType"] = view(to_text(image.license));
  out["LoginAsNonRootSupported"] = false;
  out["SupplierName"] = "";
  json::object features{{"NvmeSupport", image.nvme_supported ? "supported" : "unsupported"}};
  if (cloud.settings().edition == Edition::E2026) {
    features["ImdsSupport"] = image.imds_v2 ? "v2" : "v1";
    out["Usable"] = image.status == Status::Available || image.status == Status::Deprecated;
  }
  out["Features"] = std::move(features);
  return out;
}

}  // namespace imgfam
