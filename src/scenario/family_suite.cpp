// Every two images that could stand under one family name.
#include <imgfam/scenario/exhaustive.hpp>

#include "suite_writer.hpp"

#include <fmt/format.h>

namespace imgfam {
namespace {

constexpr AccountId neighbour{2000000000000001};
constexpr std::string_view other_region = "cn-shanghai";

enum class Whose : std::uint8_t { Ours, SharedWithUs, Theirs, Systems };

struct Member {
  Whose whose{};
  Status status{};
  bool is_late = false;
  bool is_elsewhere = false;
};

std::vector<Member> all_members() {
  std::vector<Member> members;
  for (const bool is_late : {false, true}) {
    for (const bool is_elsewhere : {false, true}) {
      for (const Status status : {Status::Available, Status::Deprecated, Status::UnAvailable})
        members.push_back({Whose::Ours, status, is_late, is_elsewhere});
      members.push_back({Whose::SharedWithUs, Status::Available, is_late, is_elsewhere});
    }
    members.push_back({Whose::SharedWithUs, Status::UnAvailable, is_late, false});
    members.push_back({Whose::Theirs, Status::Available, is_late, false});
    members.push_back({Whose::Systems, Status::Available, is_late, false});
  }
  return members;
}

std::string describe(const Member& member) {
  constexpr std::array<std::string_view, 4> owners{"ours", "shared with us", "theirs",
                                                   "the system's"};
  return fmt::format("{}, {}, {}{}", owners[static_cast<std::size_t>(member.whose)],
                     to_text(member.status), member.is_late ? "late" : "early",
                     member.is_elsewhere ? ", elsewhere" : "");
}

void add_image(Scenario& scenario, const Member& member, const std::string& id,
               const std::string& family) {
  Given& given = scenario.given;
  Image image;
  image.id = image.name = id;
  image.family = family;
  image.created = image.status_since = given.clock + Duration{member.is_late ? -60 : -120};
  image.status = member.status;
  if (member.whose == Whose::Systems) {
    image.origin = Origin::System;
    given.system_images.push_back(std::move(image));
    return;
  }
  image.owner = member.whose == Whose::Ours ? given.account : neighbour;
  image.region = member.is_elsewhere ? other_region : given.region;
  if (member.whose == Whose::SharedWithUs) image.shared_with = {{given.account, image.created}};
  given.images.push_back(std::move(image));
}

bool is_of_neighbour(const Member& member) {
  return member.whose == Whose::SharedWithUs || member.whose == Whose::Theirs;
}

Scenario scenario_of(const Member& first, const std::vector<Member>& members, Edition edition,
                     const Interpretation& interpretation) {
  Scenario scenario = empty_scenario("Every second image beside one that is " + describe(first),
                                     "A family resolves to its newest Available member here.",
                                     edition, interpretation);
  scenario.given.accounts = {neighbour};
  std::vector<std::string> names;
  for (std::size_t k = 0; k < members.size(); ++k) {
    const std::string family = fmt::format("family-{:02}", k + 1);
    // Ids in the order of creation, or against it: neither decides.
    add_image(scenario, first, fmt::format("m-{:02}-a", k + 1), family);
    add_image(scenario, members[k], fmt::format("m-{:02}-b", k + 1), family);
    names.push_back(family);
    if (is_of_neighbour(first) || is_of_neighbour(members[k]))
      names.push_back("acs:" + to_string(neighbour) + ":" + family);
  }
  SuiteWriter writer(std::move(scenario));
  for (std::size_t k = 0; k < members.size(); ++k) {
    const std::string second = fmt::format("m-{:02}-b", k + 1);
    writer.send("RunInstances", {{"ImageId", second}});
    writer.send("CopyImage",
                {{"ImageId", second}, {"DestinationRegionId", std::string(other_region)}});
    writer.show_family(fmt::format("family-{:02}", k + 1), other_region);
  }
  for (const std::string& name : names) {
    writer.show_family(name);
    writer.send("DescribeImageFromFamily", {{"ImageFamily", name}}, "/Image/ImageId");
    writer.send("RunInstances", {{"ImageFamily", name}});
  }
  return writer.take();
}

}  // namespace

std::vector<Scenario> family_scenarios(Edition edition, const Interpretation& interpretation) {
  const std::vector<Member> members = all_members();
  std::vector<Scenario> scenarios;
  for (const Member& first : members)
    scenarios.push_back(scenario_of(first, members, edition, interpretation));
  return scenarios;
}

}  // namespace imgfam
