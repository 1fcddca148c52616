#include <imgfam/scenario/random.hpp>

#include "random_words.hpp"

#include <imgfam/model/assert.hpp>
#include <imgfam/scenario/replay.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace imgfam {
namespace {

Image make_up_image(Dice& dice, std::size_t number, SimTime clock) {
  Image image;
  image.id = "m-given-" + std::to_string(number);
  image.name = dice.chance(70) ? image.id : "web-1" + std::to_string(number);
  image.region = dice.pick(random_regions());
  image.owner = dice.pick(random_accounts());
  if (dice.chance(70)) image.family = dice.pick(random_families());
  image.created = {clock.seconds - static_cast<std::int64_t>(dice.below(4)) * 3600};
  image.status_since = image.created;
  const std::vector<Status> statuses{Status::Available,  Status::Available, Status::Available,
                                     Status::Deprecated, Status::Creating,  Status::CreateFailed,
                                     Status::UnAvailable};
  image.status = dice.pick(statuses);
  image.origin = dice.pick(std::vector{Origin::Created, Origin::Copied, Origin::Imported});
  image.architecture = dice.pick(std::vector{Architecture::X86_64, Architecture::Arm64});
  image.boot_mode = dice.pick(std::vector{BootMode::Uefi, BootMode::UefiPreferred});
  if (image.architecture == Architecture::X86_64 && dice.chance(50)) {
    image.boot_mode = BootMode::Bios;
  }
  image.license = dice.pick(std::vector{License::Auto, License::Aliyun, License::Byol});
  image.nvme_supported = dice.chance(30);
  image.imds_v2 = dice.chance(30);
  image.is_windows = dice.chance(20);
  const bool was_never_available = image.status == Status::Creating ||
                                   image.status == Status::Waiting ||
                                   image.status == Status::CreateFailed;
  image.is_community = dice.chance(10) && !was_never_available;
  if (dice.chance(20)) image.tags.push_back({"stage", dice.pick(Texts{"live", "test"})});
  if (dice.chance(30)) image.snapshot = "s-given-" + std::to_string(number);
  for (const AccountId account : random_accounts()) {
    const bool may_have_it =
        account != image.owner && image.status != Status::Deprecated && !was_never_available;
    if (may_have_it && dice.chance(12)) image.shared_with.push_back({account, image.created});
  }
  return image;
}

bool can_be_used(const Image& image) {
  return image.status == Status::Available || image.status == Status::Deprecated ||
         image.status == Status::UnAvailable;
}

void make_up_things(Dice& dice, Given& given) {
  const std::size_t images = dice.below(7);
  for (std::size_t i = 0; i < images; ++i) {
    given.images.push_back(make_up_image(dice, i, given.clock));
  }
  if (dice.chance(40)) {
    Image system;
    system.id = "public_x64_20G.vhd";
    system.name = "Public 1.0";
    system.family = "acs:public_1";
    system.origin = Origin::System;
    system.created = system.status_since = {given.clock.seconds - 7200};
    given.system_images.push_back(system);
  }
  for (std::size_t i = 0; i < images; ++i) {
    Image& image = given.images[i];
    if (!can_be_used(image) || !dice.chance(30)) continue;
    Instance instance;
    instance.id = "i-given-" + std::to_string(i);
    instance.image = image.id;
    instance.region = image.region;
    instance.account = dice.chance(70) ? image.owner : dice.pick(random_accounts());
    instance.created = given.clock;
    instance.status = static_cast<InstanceStatus>(dice.below(5));
    instance.boot_mode = image.boot_mode;
    image.was_ever_used = true;
    given.instances.push_back(instance);
  }
}

Quotas make_up_quotas(Dice& dice) {
  const auto small = [&dice](std::uint32_t least, std::uint32_t range) {
    return least + static_cast<std::uint32_t>(dice.below(range));
  };
  return {.images_per_family = small(1, 4),
          .families_per_region = small(1, 3),
          .images_per_region = small(2, 8),
          .accounts_per_image = small(1, 3),
          .images_shared_with_account = small(1, 3)};
}

Settle make_up_settle(Dice& dice) {
  const auto some = [&dice] { return Duration{static_cast<std::int64_t>(dice.below(3)) * 60}; };
  return {.create = some(),
          .copy = some(),
          .import = some(),
          .copies_at_once = static_cast<std::uint32_t>(dice.below(3))};
}

ScenarioStep make_up_platform_step(Dice& dice, const Cloud& cloud) {
  std::vector<const Image*> images;
  std::vector<const Image*> unfinished;
  for (const Image* image : cloud.images().in_order()) {
    if (image->origin == Origin::System) continue;
    images.push_back(image);
    const bool is_creating = image->status == Status::Creating || image->status == Status::Waiting;
    if (is_creating) unfinished.push_back(image);
  }
  if (images.empty()) return {AdvanceStep{{1}}, ""};
  PlatformStep step;
  step.event = static_cast<PlatformEvent>(dice.below(4));
  if (step.event == PlatformEvent::Disable && dice.chance(60)) step.event = PlatformEvent::Finish;
  const bool is_sensible = !unfinished.empty() && dice.chance(90);
  step.image = dice.pick(is_sensible ? unfinished : images)->id;
  return {step, ""};
}

/// Where the ids of new things stand in the answer of an action; empty: it makes none.
std::vector<std::string> places_of_new_ids(std::string_view action,
                                           const boost::json::object& document) {
  if (action == "CreateImage" || action == "CopyImage" || action == "ImportImage")
    return {"ImageId"};
  if (action == "CreateInstance") return {"InstanceId"};
  if (action != "RunInstances") return {};
  std::vector<std::string> places;
  for (;;) {
    std::string place = fmt::format("InstanceIdSets.InstanceIdSet.{}", places.size());
    if (!value_at(document, place)) return places;
    places.push_back(std::move(place));
  }
}

/// Writes a walk as a scenario: what the cloud has made is called by names in it.
class Walker {
 public:
  Walker(Scenario scenario, Cloud cloud)
      : scenario_(std::move(scenario)), cloud_(std::move(cloud)) {}

  const Cloud& cloud() const { return cloud_; }

  void take(ScenarioStep step) {
    Names none;
    const StepTaken taken = imgfam::take(step.what, cloud_, none);
    for_each_text(step.what, [&](std::string& text) { name_ids_in(text); });
    auto* request = std::get_if<RequestStep>(&step.what);
    const auto* response = taken.outcome ? std::get_if<Response>(&*taken.outcome) : nullptr;
    if (request && response) bind(*request, response->document);
    scenario_.steps.push_back(std::move(step));
  }

  Scenario end() { return std::move(scenario_); }

 private:
  void name_ids_in(std::string& text) const {
    for (const auto& [id, name] : names_) {
      for (auto at = text.find(id); at != std::string::npos; at = text.find(id, at + name.size()))
        text.replace(at, id.size(), name);
    }
  }

  void bind(RequestStep& step, const boost::json::object& document) {
    for (std::string& place : places_of_new_ids(step.request.action, document)) {
      std::string name = fmt::format("new-{}", names_.size() + 1);
      const auto& id = value_at(document, place)->as_string();
      if (names_.emplace(std::string(id), "${" + name + "}").second)
        step.bind.push_back({std::move(name), std::move(place)});
    }
  }

  Scenario scenario_;
  Cloud cloud_;
  std::map<std::string, std::string> names_;  // `${…}` by id.
};

}  // namespace

const std::vector<AccountId>& random_accounts() {
  static const std::vector<AccountId> accounts{
      {1000000000000001}, {1000000000000002}, {1000000000000003}, {1000000000000004}};
  return accounts;
}

const Texts& random_regions() {
  static const Texts regions{"cn-hangzhou", "cn-beijing"};
  return regions;
}

const Texts& random_families() {
  static const Texts families{"fam-a", "fam-b", "fam-c"};
  return families;
}

Scenario make_up_beginning(Dice& dice) {
  Scenario scenario;
  scenario.editions = {static_cast<Edition>(dice.below(all_editions.size()))};
  const std::size_t percent = dice.chance(30) ? 0 : 25;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    if (!dice.chance(percent)) continue;
    const std::size_t reading = 1 + dice.below(questions[q].readings_count() - 1);
    scenario.readings.push_back(find_reading(questions[q].id, questions[q].readings[reading].id));
  }
  Given& given = scenario.given;
  given.seed = dice.below(1'000'000);
  given.accounts = random_accounts();
  if (dice.chance(60)) given.quotas = make_up_quotas(dice);
  if (dice.chance(60)) given.settle = make_up_settle(dice);
  make_up_things(dice, given);
  return scenario;
}

ScenarioStep make_up_step(Dice& dice, const Cloud& cloud) {
  const std::size_t what = dice.below(100);
  if (what < 6) return {AdvanceStep{{static_cast<std::int64_t>(1 + dice.below(150))}}, ""};
  if (what < 10) return make_up_platform_step(dice, cloud);
  return {RequestStep{random_request(dice, cloud), {}, {}}, ""};
}

Scenario random_walk(const RandomWalk& walk) {
  Dice dice(walk.seed);
  Scenario scenario = make_up_beginning(dice);
  scenario.name = fmt::format("Random walk of seed {}", walk.seed);
  scenario.why = "Made up.";
  scenario.editions = {walk.edition};
  scenario.readings.clear();
  if (walk.only_requests) {
    scenario.given = {};
    scenario.given.accounts = random_accounts();
  }
  auto cloud = set_up(scenario, walk.edition);
  IMGFAM_ASSERT(cloud.has_value());
  Walker walker(std::move(scenario), std::move(*cloud));
  for (std::size_t taken = 0; taken < walk.steps;) {
    ScenarioStep step = make_up_step(dice, walker.cloud());
    if (walk.only_requests && !std::holds_alternative<RequestStep>(step.what)) continue;
    walker.take(std::move(step));
    ++taken;
  }
  return walker.end();
}

}  // namespace imgfam
