#include "read_back.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace imgfam {
namespace {

constexpr const char* page_size_max = "100";
constexpr std::size_t ids_max = 100;

/// A list of requests without repetitions, in the order in which they were added.
class Reads {
 public:
  Reads(const Cloud& cloud, const Readers& readers) : cloud_(cloud), readers_(readers) {
    accounts_ = readers.accounts;
    if (accounts_.empty()) accounts_.assign(cloud.accounts().begin(), cloud.accounts().end());
  }

  const std::vector<AccountId>& accounts() const { return accounts_; }
  bool may_ask(AccountId account) const {
    return std::ranges::find(accounts_, account) != accounts_.end();
  }

  void images_of(std::string_view region) {
    for (const AccountId account : accounts_) {
      std::vector<Parameter> parameters{{"RegionId", std::string(region)}, {"Status", "ALL"}};
      if (!readers_.is_alone) {
        const std::string ids = known_images(region);
        if (ids.empty()) continue;
        parameters.push_back({"ImageId", ids});
      }
      parameters.push_back({"PageSize", page_size_max});
      add({"DescribeImages", account, std::move(parameters)});
    }
  }

  void instances_of(AccountId account, std::string_view region) {
    if (!may_ask(account)) return;
    std::vector<Parameter> parameters{{"RegionId", std::string(region)}};
    if (!readers_.is_alone) {
      const std::string ids = known_instances(account, region);
      if (ids == "[]") return;
      parameters.push_back({"InstanceIds", ids});
    }
    parameters.push_back({"PageSize", page_size_max});
    add({"DescribeInstances", account, std::move(parameters)});
  }

  void shares_of(const Image& image) {
    if (image.origin == Origin::System || !may_ask(image.owner)) return;
    add({"DescribeImageSharePermission",
         image.owner,
         {{"RegionId", image.region}, {"ImageId", image.id}, {"PageSize", page_size_max}}});
  }

  void family(AccountId account, std::string_view region, std::string_view family) {
    if (family.empty() || !may_ask(account)) return;
    add({"DescribeImageFromFamily",
         account,
         {{"RegionId", std::string(region)}, {"ImageFamily", std::string(family)}}});
  }

  std::vector<Request> take() { return std::move(list_); }

 private:
  void add(Request request) {
    if (std::ranges::find(list_, request) == list_.end()) list_.push_back(std::move(request));
  }

  std::string known_images(std::string_view region) const {
    std::string ids;
    std::size_t count = 0;
    for (const Image* image : cloud_.images().in_order()) {
      if (image->region != region || ++count > ids_max) continue;
      ids += (ids.empty() ? "" : ",") + image->id;
    }
    return ids;
  }

  std::string known_instances(AccountId account, std::string_view region) const {
    std::string ids;
    std::size_t count = 0;
    for (const Instance* instance : cloud_.instances().in_order()) {
      if (instance->account != account || instance->region != region || ++count > ids_max) continue;
      ids += fmt::format("{}\"{}\"", ids.empty() ? "" : ",", instance->id);
    }
    return "[" + ids + "]";
  }

  const Cloud& cloud_;
  const Readers& readers_;
  std::vector<AccountId> accounts_;
  std::vector<Request> list_;
};

std::string text_of(const Request& request, std::string_view name) {
  const std::string* value = request.find(name);
  return value ? *value : std::string();
}

/// Images that the request names or that are not what they were.
std::vector<const Image*> touched_images(const Request& request, const Cloud& before,
                                         const Cloud& after) {
  std::vector<const Image*> out;
  const std::string id = text_of(request, "ImageId");
  for (const Image* image : after.images().in_order()) {
    const Image* old = before.images().get(image->id);
    if (image->id == id || !old || *old != *image) out.push_back(image);
  }
  for (const Image* image : before.images().in_order()) {
    if (!after.images().get(image->id)) out.push_back(image);
  }
  return out;
}

std::set<std::string> touched_regions(const Request& request,
                                      const std::vector<const Image*>& images) {
  std::set<std::string> out;
  for (const std::string_view name : {"RegionId", "DestinationRegionId"}) {
    if (const std::string region = text_of(request, name); is_region(region)) out.insert(region);
  }
  for (const Image* image : images) {
    if (!image->region.empty()) out.insert(image->region);
  }
  return out;
}

}  // namespace

bool only_reads(std::string_view action) { return action.starts_with("Describe"); }

std::set<std::string> regions_of(const Scenario& scenario) {
  std::set<std::string> out{scenario.given.region};
  for (const Image& image : scenario.given.images)
    out.insert(image.region);
  for (const Instance& instance : scenario.given.instances)
    out.insert(instance.region);
  for (const ScenarioStep& step : scenario.steps) {
    const auto* request = std::get_if<RequestStep>(&step.what);
    if (!request) continue;
    const auto named = touched_regions(request->request, {});
    out.insert(named.begin(), named.end());
  }
  return out;
}

std::vector<Request> reads_of_all(const Cloud& cloud, const Readers& readers,
                                  const std::set<std::string>& more) {
  Reads reads(cloud, readers);
  std::set<std::string> regions = more;
  for (const Image* image : cloud.images().in_order()) {
    if (!image->region.empty()) regions.insert(image->region);
  }
  for (const std::string& region : regions)
    reads.images_of(region);
  for (const std::string& region : more) {
    for (const AccountId account : reads.accounts())
      reads.instances_of(account, region);
  }
  for (const Instance* instance : cloud.instances().in_order())
    reads.instances_of(instance->account, instance->region);
  for (const Image* image : cloud.images().in_order()) {
    if (!image->shared_with.empty()) reads.shares_of(*image);
  }
  return reads.take();
}

std::vector<Request> reads_after(const Request& request, const Cloud& before, const Cloud& after,
                                 const Readers& readers) {
  Reads reads(after, readers);
  const auto images = touched_images(request, before, after);
  const auto regions = touched_regions(request, images);
  for (const std::string& region : regions)
    reads.images_of(region);
  for (const Image* image : images) {
    if (after.images().get(image->id)) reads.shares_of(*image);
    const Image* old = before.images().get(image->id);
    reads.family(image->owner, image->region, image->family);
    if (old) reads.family(image->owner, image->region, old->family);
  }
  for (const std::string& region : regions) {
    reads.family(request.account, region, text_of(request, "ImageFamily"));
    const bool is_about_instances = request.action.find("Instance") != std::string::npos ||
                                    request.action == "ReplaceSystemDisk";
    if (is_about_instances) reads.instances_of(request.account, region);
  }
  if (const Instance* instance = before.instances().get(text_of(request, "InstanceId")))
    reads.instances_of(instance->account, instance->region);
  return reads.take();
}

std::optional<Request> read_for(const Check& check, const Cloud& cloud, const Readers& readers,
                                AccountId account, std::string_view region) {
  const Reads reads(cloud, readers);
  Request read;
  if (const auto* family = std::get_if<FamilyCheck>(&check)) {
    read = {"DescribeImageFromFamily",
            family->as,
            {{"RegionId", family->region}, {"ImageFamily", family->family}}};
  } else if (const auto* asked = std::get_if<ImageCheck>(&check)) {
    const Image* image = cloud.images().get(asked->image);
    const bool is_own = image && image->origin != Origin::System;
    read = {"DescribeImages",
            is_own ? image->owner : account,
            {{"RegionId", is_own ? image->region : std::string(region)},
             {"ImageId", asked->image},
             {"Status", "ALL"}}};
  } else {
    const std::string& id = std::get<InstanceCheck>(check).instance;
    const Instance* instance = cloud.instances().get(id);
    read = {"DescribeInstances",
            instance ? instance->account : account,
            {{"RegionId", instance ? instance->region : std::string(region)},
             {"InstanceIds", "[\"" + id + "\"]"}}};
  }
  if (!reads.may_ask(read.account)) return std::nullopt;
  return read;
}

}  // namespace imgfam
