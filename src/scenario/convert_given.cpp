#include "convert.hpp"
#include "take.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace imgfam {
namespace {

class GivenConverter {
 public:
  explicit GivenConverter(Problems& problems) : problems_(problems) {}

  Given convert(Node node) {
    take(node, "clock", given_.clock);
    take(node, "seed", given_.seed);
    take_region(node, given_.region);
    take(node, "account", given_.account);
    take(node, "accounts", given_.accounts);
    if (const auto images = node.find("images")) convert_images(*images);
    if (const auto images = node.find("system-images")) convert_system_images(*images);
    check_distinct(image_ids_, "image", problems_);
    if (const auto instances = node.find("instances")) convert_instances(*instances);
    if (const auto settle = node.find("settle")) convert_settle(*settle);
    if (const auto quotas = node.find("quotas")) convert_quotas(*quotas);
    return std::move(given_);
  }

 private:
  void convert_images(Node list) {
    std::size_t later = list.size();
    given_.images.reserve(later);
    for (const Node node : list.items()) {
      Image& image = given_.images.emplace_back();
      convert_common(node, image, --later);
      image.region = given_.region;
      image.owner = given_.account;
      take_region(node, image.region);
      take(node, "owner", image.owner);
      take(node, "license", image.license);
      take(node, "origin", image.origin);
      take(node, "public", image.is_community);
      take(node, "was-used", image.was_ever_used);
      take(node, "snapshot", image.snapshot);
      take(node, "copied-from", image.copied_from);
      if (image.status == Status::Waiting && image.origin != Origin::Copied) {
        cannot_be(*node.find("status"), fmt::format("image `{}` is Waiting and no copy", image.id),
                  "only copies wait: add `origin: copied`");
      }
      if (const auto shared = node.find("shared-with")) convert_shares(*shared, image);
      if (const auto tags = node.find("tags")) {
        for (const auto [key, value] : tags->entries()) {
          image.tags.push_back({std::string(key.text()), std::string(value.text())});
        }
      }
    }
  }

  void convert_system_images(Node list) {
    std::size_t later = list.size();
    given_.system_images.reserve(later);
    for (const Node node : list.items()) {
      Image& image = given_.system_images.emplace_back();
      convert_common(node, image, --later);
      image.origin = Origin::System;
    }
  }

  void take_region(Node mapping, std::string& to) {
    const auto node = mapping.find("region");
    if (!node) return;
    to = node->text();
    check_region(*node, problems_);
  }

  /// What custom and system images have in common. `later` images of the list come after this one.
  void convert_common(Node node, Image& image, std::size_t later) {
    take(node, "id", image.id);
    image_ids_.push_back({node.find("id")->text(), *node.find("id")});
    if (image.id == "nothing" || image.id == "something") {
      problems_.add("SCN024", *node.find("id"),
                    fmt::format("an image cannot have the id `{}`", image.id),
                    fmt::format("`resolves-to: {}` says that there is {}", image.id,
                                image.id == "nothing" ? "none" : "one"));
    }
    image.name = image.id;
    take(node, "name", image.name);
    take(node, "family", image.family);
    convert_created(node, image, later);
    take(node, "status", image.status);
    take(node, "description", image.description);
    take(node, "architecture", image.architecture);
    if (image.architecture == Architecture::Arm64) image.boot_mode = BootMode::Uefi;
    take(node, "boot-mode", image.boot_mode);
    take(node, "nvme", image.nvme_supported);
    if (const auto imds = node.find("imds")) image.imds_v2 = imds->text() == "v2";
    take(node, "platform", image.platform);
    if (const auto os = node.find("os-type")) image.is_windows = os->text() == "windows";
    take(node, "size", image.size_gib);
  }

  void convert_created(Node node, Image& image, std::size_t later) {
    constexpr std::int64_t hour = 3600;
    image.created.seconds = std::max<std::int64_t>(
        0, given_.clock.seconds - static_cast<std::int64_t>(later + 1) * hour);
    if (const auto created = node.find("created")) {
      take(*created, image.created);
      if (image.created > given_.clock) {
        problems_.add("SCN023", *created,
                      fmt::format("image `{}` is created after the clock, {}", image.id,
                                  to_string(given_.clock)),
                      "set given.clock to a later time");
      }
    }
    image.status_since = image.created;
  }

  void convert_shares(Node list, Image& image) {
    std::vector<NamedNode> names;
    for (const Node item : list.items()) {
      AccountId account;
      take(item, account);
      names.push_back({item.text(), item});
      image.shared_with.push_back({account, image.created});
      if (account == image.owner) {
        cannot_be(item, fmt::format("image `{}` is shared with its own owner", image.id),
                  "leave it out");
      }
    }
    if (image.status == Status::Deprecated && !image.shared_with.empty()) {
      cannot_be(list, fmt::format("image `{}` is Deprecated and shared", image.id),
                "a shared image cannot be deprecated, nor a deprecated one shared");
    }
    check_distinct(names, "account", problems_);
  }

  void convert_instances(Node list) {
    index_images();
    given_.instances.reserve(list.size());
    std::vector<NamedNode> ids;
    for (const Node node : list.items()) {
      Instance& instance = given_.instances.emplace_back();
      take(node, "id", instance.id);
      ids.push_back({node.find("id")->text(), *node.find("id")});
      take(node, "image", instance.image);
      instance.account = given_.account;
      instance.created = given_.clock;
      instance.region = given_.region;
      if (Image* const image = find_image(*node.find("image"))) {
        if (!image->region.empty()) instance.region = image->region;
        instance.boot_mode = image->boot_mode;
        image->was_ever_used = true;
        if (image->status == Status::Creating || image->status == Status::Waiting ||
            image->status == Status::CreateFailed) {
          cannot_be(*node.find("image"),
                    fmt::format("an instance of image `{}`, which is {}", image->id,
                                to_text(image->status)),
                    "instances are made from images whose creation is complete");
        }
      }
      take(node, "account", instance.account);
      take_region(node, instance.region);
      take(node, "status", instance.status);
      take(node, "boot-mode", instance.boot_mode);
      take(node, "protected", instance.is_deletion_protected);
    }
    check_distinct(ids, "instance", problems_);
  }

  /// All images by id. Called when they stand where they will stay.
  void index_images() {
    for (auto* const images : {&given_.images, &given_.system_images}) {
      for (Image& image : *images)
        images_by_id_.emplace(image.id, &image);
    }
  }

  Image* find_image(Node name) {
    const auto found = images_by_id_.find(name.text());
    if (found != images_by_id_.end()) return found->second;
    std::vector<std::string_view> names;
    for (const auto& [id, image] : images_by_id_)
      names.push_back(id);
    const std::string_view near = nearest(name.text(), names);
    problems_.add("SCN022", name, fmt::format("given has no image {}", shown(name.text())),
                  near.empty() ? "give it under images or system-images"
                               : fmt::format("did you mean `{}`?", near));
    return nullptr;
  }

  void cannot_be(Node where, std::string message, std::string hint) {
    problems_.add("SCN025", where, std::move(message), std::move(hint));
  }

  void convert_settle(Node node) {
    take(node, "create", given_.settle.create);
    take(node, "copy", given_.settle.copy);
    take(node, "import", given_.settle.import);
    take(node, "copies-at-once", given_.settle.copies_at_once);
  }

  void convert_quotas(Node node) {
    take(node, "images-per-family", given_.quotas.images_per_family);
    take(node, "families-per-region", given_.quotas.families_per_region);
    take(node, "images-per-region", given_.quotas.images_per_region);
    take(node, "accounts-per-image", given_.quotas.accounts_per_image);
    take(node, "images-shared-with-account", given_.quotas.images_shared_with_account);
  }

  Problems& problems_;
  Given given_;
  std::vector<NamedNode> image_ids_;
  std::map<std::string_view, Image*> images_by_id_;
};

}  // namespace

Given to_given(Node node, Problems& problems) { return GivenConverter(problems).convert(node); }

}  // namespace imgfam
