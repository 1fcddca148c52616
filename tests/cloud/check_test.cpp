#include "support/catch.hpp"

#include <imgfam/cloud/check.hpp>
#include <imgfam/cloud/cloud.hpp>

namespace imgfam {
namespace {

constexpr AccountId us{1000000000000001};
constexpr AccountId them{2000000000000002};

Result<Check> parse(std::string_view text) { return parse_check(text, us, "cn-hangzhou"); }

std::string error_of(std::string_view text) {
  const auto check = parse(text);
  return check.has_value() ? "none" : check.error().code;
}

/// One image, m-1 of the family web, shared with them.
Cloud some_cloud() {
  Cloud cloud;
  Image image;
  image.id = "m-1";
  image.family = "web";
  image.owner = us;
  image.region = "cn-hangzhou";
  image.created = cloud.now();
  image.shared_with = {{them, cloud.now()}};
  REQUIRE(cloud.add(image).has_value());
  return cloud;
}

}  // namespace

TEST_CASE("a check is read from words and written back", "[cloud][check]") {
  for (const std::string text :
       {"family web resolves-to m-1", "family web resolves-to nothing",
        "family web resolves-to something", "family web resolves-to m-1 as 2000000000000002",
        "family web resolves-to m-1 region cn-beijing", "image m-1 exists false",
        "image m-1 status Deprecated shared-with none", "image m-1 family none",
        "image m-1 shared-with 2000000000000002,3 in-use true boot-mode UEFI-Preferred",
        "image m-1 name n description d", "instance i-1 image m-1 boot-mode BIOS status Running",
        "instance i-1 exists true"}) {
    const auto check = parse(text);
    INFO(text);
    REQUIRE(check.has_value());
    CHECK(to_string(*check, us, "cn-hangzhou") == text);
    CHECK(*parse(to_string(*check, us, "cn-hangzhou")) == *check);
  }
}

TEST_CASE("a boolean key of a check may stand alone", "[cloud][check]") {
  CHECK(*parse("image m-1 in-use") == *parse("image m-1 in-use true"));
  CHECK(*parse("family web resolves") == *parse("family web resolves-to something"));
  CHECK(*parse("  instance\ti-1   exists ") == *parse("instance i-1 exists true"));
}

TEST_CASE("what is no check is told why", "[cloud][check]") {
  for (const auto& [text, code] : std::vector<std::pair<std::string, std::string>>{
           {"", "CHK001"},
           {"web resolves-to m-1", "CHK001"},
           {"family", "CHK001"},
           {"family web", "CHK006"},
           {"family web as 2000000000000002", "CHK006"},
           {"family web resolve-to m-1", "CHK002"},
           {"image m-1 colour red", "CHK002"},
           {"image m-1 status", "CHK003"},
           {"image m-1 status Avalable", "CHK004"},
           {"image m-1 shared-with me", "CHK004"},
           {"image m-1 shared-with 1,,2", "CHK004"},
           {"image m-1 in-use in-use", "CHK005"}}) {
    INFO(text);
    CHECK(error_of(text) == code);
  }
  CHECK(parse("family web resolve-to m-1").error().hint == "did you mean `resolves-to`?");
}

TEST_CASE("a check of what is holds, whatever was asked", "[cloud][check]") {
  const Cloud cloud = some_cloud();
  for (const std::string text :
       {"family web resolves-to m-9", "family none resolves", "image m-1 status Deprecated",
        "image m-1 exists false", "image m-9 in-use", "instance i-9 image m-1",
        "image m-1 family x shared-with none in-use boot-mode UEFI description d name n"}) {
    INFO(text);
    const auto asked = parse(text);
    REQUIRE(asked.has_value());
    CHECK_FALSE(holds(*asked, cloud));
    CHECK(holds(as_it_is(*asked, cloud), cloud));
  }
}

TEST_CASE("a check holds of a cloud or does not", "[cloud][check]") {
  const Cloud cloud = some_cloud();
  const auto is_so = [&](std::string_view text) { return holds(*parse(text), cloud); };
  CHECK(is_so("family web resolves-to m-1"));
  CHECK(is_so("family web resolves"));
  CHECK_FALSE(is_so("family web resolves-to nothing"));
  CHECK_FALSE(is_so("family web resolves-to m-2"));
  CHECK(is_so("family api resolves-to nothing"));
  CHECK_FALSE(is_so("family api resolves"));
  CHECK(is_so("image m-1 status Available in-use false shared-with 2000000000000002"));
  CHECK_FALSE(is_so("image m-1 shared-with none"));
  CHECK_FALSE(is_so("image m-2 status Available"));
  CHECK(is_so("image m-2 exists false"));
  CHECK_FALSE(is_so("instance i-1 exists"));
}

}  // namespace imgfam
