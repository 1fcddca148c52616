// Every event in every state of one image.
#include <imgfam/scenario/exhaustive.hpp>

#include "suite_writer.hpp"

#include <imgfam/model/assert.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

constexpr AccountId first_recipient{2000000000000001};
constexpr AccountId second_recipient{2000000000000002};
constexpr AccountId stranger{2000000000000003};
constexpr Duration for_ever{10'000 * 86'400LL};

/// The facts beside the status.
struct Facts {
  bool is_shared = false;
  bool is_community = false;
  bool is_in_use = false;
};

std::string name_of(const Facts& facts) {
  std::string name = facts.is_shared ? "shared" : "private";
  if (facts.is_community) name += "-public";
  if (facts.is_in_use) name += "-used";
  return name;
}

/// Something that is done to an image: what it is called, and how it is done.
struct Deed {
  std::string_view name;
  void (*run)(SuiteWriter& writer, const std::string& image);
};

template <PlatformEvent E>
void act(SuiteWriter& writer, const std::string& image) {
  writer.act(E, image);
}

void modify(SuiteWriter& writer, const std::string& image, std::string name, std::string value) {
  writer.send("ModifyImageAttribute", {{"ImageId", image}, {std::move(name), std::move(value)}});
}

void share(SuiteWriter& writer, const std::string& image, std::string name, std::string value) {
  writer.send("ModifyImageSharePermission",
              {{"ImageId", image}, {std::move(name), std::move(value)}});
}

/// What no check looks at.
void describe(SuiteWriter& writer, const std::string& image, std::string place) {
  writer.send("DescribeImages", {{"ImageId", image}}, "/Images/Image/0/" + std::move(place));
}

using Writer = SuiteWriter;
using Id = const std::string;

// In the order of the machine's events. An image that is shared is so with two accounts, one that
// is used is so by two instances: the last of them is another event than the one before.
constexpr Deed deeds[] = {
    {"begin", act<PlatformEvent::Begin>},
    {"finish", act<PlatformEvent::Finish>},
    {"fail", act<PlatformEvent::Fail>},
    {"disable", act<PlatformEvent::Disable>},
    {"cancel",
     [](Writer& w, Id& i) {
       w.send("CancelCopyImage", {{"ImageId", i}});
     }},
    {"deprecate", [](Writer& w, Id& i) { modify(w, i, "Status", "Deprecated"); }},
    {"restore", [](Writer& w, Id& i) { modify(w, i, "Status", "Available"); }},
    {"edit", [](Writer& w, Id& i) { modify(w, i, "Description", "Another text."); }},
    {"nvme",
     [](Writer& w, Id& i) {
       modify(w, i, "Features.NvmeSupport", "supported");
       describe(w, i, "Features/NvmeSupport");
     }},
    {"bios", [](Writer& w, Id& i) { modify(w, i, "BootMode", "BIOS"); }},
    {"uefi", [](Writer& w, Id& i) { modify(w, i, "BootMode", "UEFI"); }},
    {"share", [](Writer& w, Id& i) { share(w, i, "AddAccount.1", to_string(stranger)); }},
    {"share-again",
     [](Writer& w, Id& i) { share(w, i, "AddAccount.1", to_string(first_recipient)); }},
    {"unshare",
     [](Writer& w, Id& i) {
       share(w, i, "RemoveAccount.1", to_string(first_recipient));
       w.show_image(i);
       share(w, i, "RemoveAccount.1", to_string(second_recipient));
     }},
    {"publish",
     [](Writer& w, Id& i) {
       share(w, i, "IsPublic", "true");
       describe(w, i, "IsPublic");
     }},
    {"unpublish",
     [](Writer& w, Id& i) {
       share(w, i, "IsPublic", "false");
       describe(w, i, "IsPublic");
     }},
    {"copy",
     [](Writer& w, Id& i) {
       w.send("CopyImage", {{"ImageId", i}, {"DestinationRegionId", "cn-shanghai"}});
     }},
    {"use",
     [](Writer& w, Id& i) {
       w.send("RunInstances", {{"ImageId", i}});
     }},
    {"release",
     [](Writer& w, Id& i) {
       for (const char* number : {"-1", "-2"}) {
         w.send("DeleteInstance", {{"InstanceId", "i" + i.substr(1) + number}, {"Force", "true"}});
         w.show_image(i);
         modify(w, i, "BootMode", "UEFI");
       }
     }},
    {"delete",
     [](Writer& w, Id& i) {
       w.send("DeleteImage", {{"ImageId", i}});
     }},
    {"force",
     [](Writer& w, Id& i) {
       w.send("DeleteImage", {{"ImageId", i}, {"Force", "true"}});
     }},
};

Image image_in(const Scenario& scenario, Status status, Origin origin, const Facts& facts,
               std::string_view deed) {
  Image image;
  image.id = fmt::format("m-{}-{}", name_of(facts), deed);
  image.name = image.id;
  image.owner = scenario.given.account;
  image.region = scenario.given.region;
  image.created = image.status_since = scenario.given.clock;
  image.status = status;
  image.origin = origin;
  image.is_community = facts.is_community;
  if (facts.is_shared)
    image.shared_with = {{first_recipient, image.created}, {second_recipient, image.created}};
  image.was_ever_used = facts.is_in_use;
  return image;
}

std::vector<Instance> users_of(const Image& image) {
  std::vector<Instance> users;
  for (const char* number : {"-1", "-2"}) {
    Instance instance;
    instance.id = "i" + image.id.substr(1) + number;
    instance.image = image.id;
    instance.account = image.owner;
    instance.region = image.region;
    instance.created = image.created;
    instance.boot_mode = image.boot_mode;
    users.push_back(std::move(instance));
  }
  return users;
}

bool can_be_given(const Image& image, bool is_in_use) {
  Cloud cloud;
  if (!cloud.add(image)) return false;
  return !is_in_use || cloud.add(users_of(image).front()).has_value();
}

constexpr bool each[] = {false, true};

std::optional<Scenario> scenario_of(Status status, Origin origin, Edition edition,
                                    const Interpretation& interpretation) {
  Scenario scenario = empty_scenario(
      fmt::format("Every event, where an image is {} and {}", to_text(status), to_text(origin)),
      "A row of the machine leads where it leads, and what no row takes is refused.", edition,
      interpretation);
  scenario.given.accounts = {first_recipient, second_recipient, stranger};
  scenario.given.settle = {for_ever, for_ever, for_ever, 1000};
  scenario.given.quotas.images_shared_with_account = 1000;
  if (status == Status::Waiting) {  // For as long as another copy is made.
    scenario.given.settle.copies_at_once = 1;
    scenario.given.images.push_back(
        image_in(scenario, Status::Creating, Origin::Copied, {}, "busy"));
  }
  struct Turn {
    Deed deed;
    std::string image;
  };
  std::vector<Turn> turns;
  for (const bool is_shared : each) {
    for (const bool is_community : each) {
      for (const bool is_in_use : each) {
        for (const Deed& deed : deeds) {
          const Facts facts{is_shared, is_community, is_in_use};
          Image image = image_in(scenario, status, origin, facts, deed.name);
          if (!can_be_given(image, is_in_use)) continue;
          turns.push_back({deed, image.id});
          if (is_in_use) {
            for (Instance& user : users_of(image))
              scenario.given.instances.push_back(std::move(user));
          }
          scenario.given.images.push_back(std::move(image));
        }
      }
    }
  }
  if (turns.empty()) return std::nullopt;
  SuiteWriter writer(std::move(scenario));
  for (const Turn& turn : turns) {
    turn.deed.run(writer, turn.image);
    writer.show_image(turn.image);
  }
  return writer.take();
}

}  // namespace

std::vector<Scenario> machine_scenarios(Edition edition, const Interpretation& interpretation) {
  std::vector<Scenario> scenarios;
  for (std::size_t s = 0; s < static_cast<std::size_t>(Status::Deleted); ++s) {
    for (const Origin origin : {Origin::Created, Origin::Copied, Origin::Imported}) {
      if (auto made = scenario_of(static_cast<Status>(s), origin, edition, interpretation))
        scenarios.push_back(std::move(*made));
    }
  }
  return scenarios;
}

}  // namespace imgfam
