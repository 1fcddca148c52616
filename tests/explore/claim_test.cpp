#include "support/catch.hpp"

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/explore/claim.hpp>

namespace imgfam {
namespace {

constexpr AccountId us{1000000000000001};

Result<Claim> parse(std::string_view text) { return parse_claim(text, us, "cn-hangzhou"); }
std::string again(std::string_view text) { return to_string(*parse(text), us, "cn-hangzhou"); }
std::string error_of(const std::string& text) {
  const auto claim = parse(text);
  return claim.has_value() ? "none" : claim.error().code;
}

}  // namespace

TEST_CASE("a claim binds not before and before or before implies", "[explore][claim]") {
  CHECK(again("not image a exists and image b exists or image c exists implies image d exists") ==
        "((not image a exists true and image b exists true) or image c exists true) implies "
        "image d exists true");
  CHECK(again("image a exists implies image b exists implies image c exists") ==
        "image a exists true implies (image b exists true implies image c exists true)");
  CHECK(again("not(image a exists or done x.y.2)") == "not (image a exists true or done x.y.2)");
}

TEST_CASE("a claim written reads back as itself", "[explore][claim]") {
  for (const std::string text :
       {"image a in-use", "not not image a exists", "(image a exists)",
        "image a exists and (image b exists or not image c exists) implies done a.1"}) {
    CHECK(*parse(again(text)) == *parse(text));
  }
}

TEST_CASE("what is no claim is told why", "[explore][claim]") {
  for (const auto& [text, code] : std::vector<std::pair<std::string, std::string>>{
           {"", "CLM001"},
           {"not", "CLM001"},
           {"image a exists and", "CLM001"},
           {"(image a exists", "CLM001"},
           {"image a exists)", "CLM002"},
           {"image a exists (image b exists)", "CLM002"},
           {"done a", "CLM004"},
           {"done a.0", "CLM004"},
           {"done a.1 b", "CLM004"},
           {"image a colour", "CHK002"},
           {std::string(200, '('), "CLM003"},
           {std::string(70'000, 'x'), "CLM003"}}) {
    INFO(text.substr(0, 40));
    CHECK(error_of(text) == code);
  }
  std::string many = "image a exists";
  for (int i = 0; i < 600; ++i)
    many += " and image a exists";
  CHECK(error_of(many) == "CLM003");
}

TEST_CASE("a claim about every image is spelled out", "[explore][claim]") {
  const auto claim = parse("not (image $m in-use and family web resolves-to $m)");
  CHECK(variables_of(*claim) == std::vector<std::string>{"$m"});
  const auto all = spell_out(*claim, {"a", "b"}, true);
  CHECK(to_string(*all, us, "cn-hangzhou") ==
        "not (image a in-use true and family web resolves-to a) and "
        "not (image b in-use true and family web resolves-to b)");
  const auto any = spell_out(*parse("image $x exists and image $y in-use"), {"a", "b"}, false);
  CHECK(any->nodes().size() == 4 * 3 + 3);
  CHECK(spell_out(*claim, {}, true).error().code == "CLM003");
  CHECK(spell_out(*parse("image $a exists and image $b exists and image $c exists"),
                  std::vector<std::string>(100, "m"), true)
            .error()
            .code == "CLM003");
}

TEST_CASE("a claim comes to what its joints make of its checks", "[explore][claim]") {
  const Cloud nothing;
  const auto is_so = [&](std::string_view text) { return holds(*parse(text), nothing); };
  const std::string yes = "image a exists false";
  const std::string no = "image a exists";
  CHECK(is_so(yes));
  CHECK_FALSE(is_so(no));
  CHECK(is_so("not " + no));
  CHECK(is_so(no + " implies " + no));
  CHECK(is_so(no + " implies " + yes));
  CHECK_FALSE(is_so(yes + " implies " + no));
  CHECK(is_so(yes + " implies " + yes));
  CHECK(is_so(yes + " or " + no));
  CHECK_FALSE(is_so(yes + " and " + no));
}

}  // namespace imgfam
