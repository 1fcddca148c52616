#include "set_up_requests.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

Diagnostic cannot_make(std::string_view what) {
  return problem("CNF013", fmt::format("no request makes {}", what),
                 "it needs the control interface: --control");
}

class Maker {
 public:
  Maker(const Given& given, const Cloud& present) : given_(given), present_(present) {}

  Result<std::vector<SetUpRequest>> make() {
    if (given_.settle != Settle{} || given_.quotas != Quotas{})
      return cannot_make("`settle` or `quotas`");
    if (!given_.system_images.empty()) return cannot_make("system images");
    std::vector<const Image*> images;
    for (const Image& image : given_.images)
      images.push_back(&image);
    std::ranges::stable_sort(images, {}, &Image::created);
    for (const Image* image : images) {
      if (const auto made = make(*image); !made) return made.error();
    }
    for (const Instance& instance : given_.instances) {
      if (const auto made = make(instance); !made) return made.error();
    }
    for (const Image* image : images)
      finish(*image);
    return std::move(requests_);
  }

 private:
  Result<void> make(const Image& image) {
    if (image.status != Status::Available && image.status != Status::Deprecated)
      return cannot_make(fmt::format("an image that is {}", to_text(image.status)));
    if (image.origin != Origin::Created) return cannot_make("copied or imported images");
    if (image.snapshot != "" && image.snapshot != "s-" + image.id)
      return cannot_make("a snapshot of a chosen id");
    const bool is_used = std::ranges::any_of(
        given_.instances, [&](const Instance& i) { return i.image == image.id; });
    if (image.was_ever_used && !is_used) return cannot_make("an image that was used before");
    if (image.is_windows || image.size_gib != Image{}.size_gib || !image.platform.empty() ||
        !image.tags.empty() || image.license == License::Aliyun)
      return cannot_make("an image of that platform, size, license or tags");
    const auto source = source_of(image.owner, image.region);
    if (!source) return source.error();

    std::vector<Parameter> parameters{{"RegionId", image.region}, {"InstanceId", *source}};
    const auto add = [&](std::string name, std::string_view value, std::string_view standard = {}) {
      if (value != standard) parameters.push_back({std::move(name), std::string(value)});
    };
    add("ImageName", image.name, image.id);
    add("ImageFamily", image.family);
    add("Description", image.description);
    add("Architecture", to_text(image.architecture), to_text(Architecture::X86_64));
    if (present_.settings().edition != Edition::E2020)
      parameters.push_back({"BootMode", std::string(to_text(image.boot_mode))});
    const bool is_later = last_ && *last_ != image.created;
    last_ = image.created;
    requests_.push_back(
        {{"CreateImage", image.owner, std::move(parameters)}, image.id, "ImageId", is_later});
    return {};
  }

  Result<void> make(const Instance& instance) {
    if (instance.status != InstanceStatus::Running && instance.status != InstanceStatus::Stopped)
      return cannot_make(fmt::format("an instance that is {}", to_text(instance.status)));
    std::vector<Parameter> parameters{{"RegionId", instance.region}, {"ImageId", instance.image}};
    if (instance.is_deletion_protected) parameters.push_back({"DeletionProtection", "true"});
    const bool is_stopped = instance.status == InstanceStatus::Stopped;
    requests_.push_back(
        {{is_stopped ? "CreateInstance" : "RunInstances", instance.account, std::move(parameters)},
         instance.id,
         is_stopped ? "InstanceId" : "InstanceIdSets.InstanceIdSet.0"});
    return {};
  }

  /// What comes after launches: a Deprecated image is shared with nobody.
  void finish(const Image& image) {
    const auto modify = [&](std::string name, std::string value) {
      requests_.push_back({{"ModifyImageAttribute",
                            image.owner,
                            {{"RegionId", image.region},
                             {"ImageId", image.id},
                             {std::move(name), std::move(value)}}}});
    };
    const auto share = [&](std::string name, std::string value) {
      requests_.push_back({{"ModifyImageSharePermission",
                            image.owner,
                            {{"RegionId", image.region},
                             {"ImageId", image.id},
                             {std::move(name), std::move(value)}}}});
    };
    if (image.license == License::Byol) modify("LicenseType", "BYOL");
    if (image.nvme_supported) modify("Features.NvmeSupport", "supported");
    if (image.imds_v2) modify("Features.ImdsSupport", "v2");
    for (const SharedAccount& shared : image.shared_with)
      share("AddAccount.1", to_string(shared.account));
    if (image.is_community) share("IsPublic", "true");
    if (image.status == Status::Deprecated) modify("Status", "Deprecated");
  }

  /// An instance to make images of.
  Result<std::string> source_of(AccountId account, const std::string& region) {
    std::string& known = sources_[{account, region}];
    if (!known.empty()) return known;
    for (const Instance* instance : present_.instances().in_order()) {
      if (instance->account == account && instance->region == region &&
          (instance->status == InstanceStatus::Running ||
           instance->status == InstanceStatus::Stopped))
        return known = instance->id;
    }
    for (const Image* image : present_.images().in_order()) {
      if (image->origin != Origin::System) continue;
      known = fmt::format("i-source-{}-{}", to_string(account), region);
      requests_.push_back(
          {{"RunInstances", account, {{"RegionId", region}, {"ImageId", image->id}}},
           known,
           "InstanceIdSets.InstanceIdSet.0"});
      return known;
    }
    return cannot_make("an image where there is neither an instance nor a public image");
  }

  const Given& given_;
  const Cloud& present_;
  std::vector<SetUpRequest> requests_;
  std::map<std::pair<AccountId, std::string>, std::string> sources_;
  std::optional<SimTime> last_;
};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

}  // namespace

Result<std::vector<SetUpRequest>> set_up_requests(const Given& given, const Cloud& present) {
  return Maker(given, present).make();
}

std::vector<Request> clean_up_requests(const Cloud& before, const Cloud& present) {
  std::vector<Request> out;
  for (const Instance* instance : present.instances().in_order()) {
    if (!before.instances().get(instance->id))
      out.push_back(
          {"DeleteInstance", instance->account, {{"InstanceId", instance->id}, {"Force", "true"}}});
  }
  for (const Image* image : present.images().in_order()) {
    if (before.images().get(image->id) || image->origin == Origin::System) continue;
    const auto send = [&](std::string action, std::string name, std::string value) {
      out.push_back({std::move(action),
                     image->owner,
                     {{"RegionId", image->region},
                      {"ImageId", image->id},
                      {std::move(name), std::move(value)}}});
    };
    for (const SharedAccount& shared : image->shared_with)
      send("ModifyImageSharePermission", "RemoveAccount.1", to_string(shared.account));
    if (image->is_community) send("ModifyImageSharePermission", "IsPublic", "false");
    send("DeleteImage", "Force", "true");
  }
  return out;
}

void rename_ids(std::string& text, const std::map<std::string, std::string>& ids) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_word(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_word(text[end]))
      ++end;
    const std::string word = text.substr(i, end - i);
    const auto known = ids.find(word);
    out += known == ids.end() ? word : known->second;
    i = end;
  }
  text = std::move(out);
}

}  // namespace imgfam
