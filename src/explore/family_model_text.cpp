// What the model's requests and states are called: to the service, and to people.
#include <imgfam/explore/family_model.hpp>

#include <imgfam/model/assert.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace imgfam {

FamilyModel::Names FamilyModel::reference_names() const {
  Names names;
  for (std::size_t i = 0; i < images(); ++i)
    names.images.push_back(i < given_images_ ? image_name(i)
                                             : fmt::format("${{{}}}", image_name(i)));
  for (std::size_t j = 0; j < instances(); ++j)
    names.instances.push_back(j < given_instances_ ? instance_name(j)
                                                   : fmt::format("${{{}}}", instance_name(j)));
  return names;
}

std::vector<AccountId> FamilyModel::others_removed(const ModelRequest& request,
                                                   const FamilyState& state) const {
  const std::vector<AccountId>& all = places_[request.subject].others;
  const std::size_t gone = all.size() - state.images[request.subject].others;
  const std::uint64_t count =
      request.act == Act::RemoveOthers ? request.argument : std::uint64_t{request.others};
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(gone);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

Request FamilyModel::to_request(const ModelRequest& request, const FamilyState& state,
                                const Names& names) const {
  Request out;
  out.account = owner_;
  const auto with = [&](std::string name, std::string value) {
    out.parameters.push_back({std::move(name), std::move(value)});
  };
  const auto about_image = [&](std::string action) {
    out.action = std::move(action);
    with("RegionId", region_);
    with("ImageId", names.images[request.subject]);
  };
  const auto modify = [&](std::string name, std::string_view value) {
    about_image("ModifyImageAttribute");
    with(std::move(name), std::string(value));
  };
  const auto share = [&](const std::string& parameter, const std::vector<AccountId>& accounts) {
    about_image("ModifyImageSharePermission");
    for (std::size_t n = 0; n < accounts.size(); ++n)
      with(fmt::format("{}.{}", parameter, n + 1), to_string(accounts[n]));
  };
  const auto accounts_of_bits = [&] {
    std::vector<AccountId> accounts;
    for (std::size_t a = 0; a < accounts_.size(); ++a) {
      if ((request.argument >> a & 1U) != 0) accounts.push_back(accounts_[a]);
    }
    return accounts;
  };
  switch (request.act) {
    case Act::Create: {
      out.action = "CreateImage";
      with("RegionId", region_);
      const Image* source = nullptr;
      cloud_.images().for_each([&](const Image& image) {
        const bool is_ours = image.owner == owner_ && image.region == region_;
        if (is_ours && (!source || image.serial < source->serial)) source = &image;
      });
      IMGFAM_ASSERT(source != nullptr);
      with("SnapshotId", source->snapshot);
      with("ImageFamily", families_[request.subject]);
      if (has_boot_mode_) with("BootMode", std::string(to_text(BootMode::Bios)));
      break;
    }
    case Act::Deprecate:
      modify("Status", to_text(Status::Deprecated));
      break;
    case Act::Restore:
      modify("Status", to_text(Status::Available));
      break;
    case Act::SetBootMode:
      modify("BootMode", to_text(static_cast<BootMode>(request.argument)));
      break;
    case Act::SetNvme:
      modify("Features.NvmeSupport", request.argument != 0 ? "supported" : "unsupported");
      break;
    case Act::MoveToFamily:
      modify("ImageFamily", families_[request.argument]);
      break;
    case Act::AddAccount:
      share("AddAccount", accounts_of_bits());
      break;
    case Act::RemoveAccount: {
      std::vector<AccountId> gone = accounts_of_bits();
      for (const AccountId other : others_removed(request, state))
        gone.push_back(other);
      share("RemoveAccount", gone);
      break;
    }
    case Act::RemoveOthers:
      share("RemoveAccount", others_removed(request, state));
      break;
    case Act::Copy:
      about_image("CopyImage");
      with("DestinationRegionId", region_ == "cn-shanghai" ? "cn-hangzhou" : "cn-shanghai");
      break;
    case Act::Delete:
      about_image("DeleteImage");
      break;
    case Act::ForceDelete:
      about_image("DeleteImage");
      with("Force", "true");
      break;
    case Act::RunImage:
      about_image("RunInstances");
      break;
    case Act::RunFamily:
      out.action = "RunInstances";
      with("RegionId", region_);
      with("ImageFamily", families_[request.subject]);
      break;
    case Act::DeleteInstance:
      out.action = "DeleteInstance";
      with("InstanceId", names.instances[request.subject]);
      with("Force", "true");
      break;
    case Act::Finish:
    case Act::Fail:
      assertion_failed("the platform sends no request", __FILE__, __LINE__);
  }
  return out;
}

std::string FamilyModel::describe(const ModelRequest& request) const {
  const std::string_view image =
      request.subject < images() ? std::string_view(image_name(request.subject)) : "";
  const auto family = [&](std::size_t f) { return std::string_view(families_[f]); };
  const auto accounts = [&] {
    std::vector<std::string> out;
    for (std::size_t a = 0; a < accounts_.size(); ++a) {
      if ((request.argument >> a & 1U) != 0) out.push_back(to_string(accounts_[a]));
    }
    return fmt::format("{}", fmt::join(out, ","));
  };
  switch (request.act) {
    case Act::Create:
      return fmt::format("CreateImage ImageFamily={}", family(request.subject));
    case Act::Deprecate:
      return fmt::format("ModifyImageAttribute {} Status=Deprecated", image);
    case Act::Restore:
      return fmt::format("ModifyImageAttribute {} Status=Available", image);
    case Act::SetBootMode:
      return fmt::format("ModifyImageAttribute {} BootMode={}", image,
                         to_text(static_cast<BootMode>(request.argument)));
    case Act::SetNvme:
      return fmt::format("ModifyImageAttribute {} Features.NvmeSupport={}", image,
                         request.argument != 0 ? "supported" : "unsupported");
    case Act::MoveToFamily:
      return fmt::format("ModifyImageAttribute {} ImageFamily={}", image, family(request.argument));
    case Act::AddAccount:
      return fmt::format("ModifyImageSharePermission {} AddAccount={}", image, accounts());
    case Act::RemoveAccount:
      if (request.others == 0)
        return fmt::format("ModifyImageSharePermission {} RemoveAccount={}", image, accounts());
      return fmt::format("ModifyImageSharePermission {} RemoveAccount={}{}({} account{})", image,
                         accounts(), request.argument == 0 ? "" : ",", request.others,
                         request.others == 1 ? "" : "s");
    case Act::RemoveOthers:
      return fmt::format("ModifyImageSharePermission {} RemoveAccount=({} accounts)", image,
                         request.argument);
    case Act::Copy:
      return fmt::format("CopyImage {}", image);
    case Act::Delete:
      return fmt::format("DeleteImage {}", image);
    case Act::ForceDelete:
      return fmt::format("DeleteImage {} Force=true", image);
    case Act::RunImage:
      return fmt::format("RunInstances {}", image);
    case Act::RunFamily:
      return fmt::format("RunInstances ImageFamily={}", family(request.subject));
    case Act::DeleteInstance:
      return fmt::format("DeleteInstance {}", instance_name(request.subject));
    case Act::Finish:
      return fmt::format("platform finish {}", image);
    case Act::Fail:
      return fmt::format("platform fail {}", image);
  }
  return {};
}

std::string FamilyModel::describe(const FamilyState& state, std::size_t place) const {
  const ModelImage& image = state.images[place];
  if (image.status == Status::Deleted) return image_name(place) + " deleted";
  std::string text =
      fmt::format("{} {} {}", image_name(place), to_text(image.status), to_text(image.boot_mode));
  if (families_.size() != 1 || image.family == no_family)
    text += image.family == no_family ? " in no family" : " in " + families_[image.family];
  if (image.nvme) text += " NVMe";
  if (image.was_used) text += " once used";
  std::vector<std::string> accounts;
  for (std::size_t a = 0; a < accounts_.size(); ++a) {
    if ((image.shared_with >> a & 1U) != 0) accounts.push_back(to_string(accounts_[a]));
  }
  if (image.others != 0)
    accounts.push_back(fmt::format("{} other{}", image.others, image.others == 1 ? "" : "s"));
  if (!accounts.empty()) text += fmt::format(" shared with {}", fmt::join(accounts, ", "));
  return text;
}

std::string FamilyModel::describe(const FamilyState& state) const {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < state.images.size(); ++i) {
    if (state.images[i].is_created) parts.push_back(describe(state, i));
  }
  for (std::size_t j = 0; j < state.instances.size(); ++j) {
    const ModelInstance instance = state.instances[j];
    if (instance == no_instance) continue;
    parts.push_back(
        fmt::format("{} of {}", instance_name(j),
                    instance == orphaned ? "a deleted image" : image_name(instance - 1U)));
  }
  return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace imgfam
