// Files of credentials.
#include "support/catch.hpp"

#include <imgfam/scenario/credentials.hpp>

namespace imgfam {
namespace {

std::string problem_with(std::string_view text, TextKind kind = TextKind::Yaml) {
  const ParsedCredentials parsed = parse_credentials(text, "keys", kind);
  CHECK(parsed.credentials.empty());
  REQUIRE_FALSE(parsed.problems.empty());
  const Diagnostic& d = parsed.problems.front();
  return d.code + ":" + std::to_string(d.where.line) + ":" + std::to_string(d.where.column);
}

TEST_CASE("credentials are read from YAML and JSON alike", "[scenario][credentials]") {
  const std::vector<Credential> expected{
      {"a", "s", AccountId{1000000000000001}, "", true},
      {"STS.b", "t", AccountId{1000000000000002}, "token", false}};
  const auto yaml = parse_credentials(
      "- {access-key: a, secret: s, account: \"1000000000000001\"}\n"
      "- {access-key: STS.b, secret: t, account: 1000000000000002, token: token, disabled: true}\n",
      "keys", TextKind::Yaml);
  CHECK(yaml.problems.empty());
  CHECK(yaml.credentials == expected);
  const auto json = parse_credentials(
      R"([{"access-key": "a", "secret": "s", "account": "1000000000000001"},
          {"access-key": "STS.b", "secret": "t", "account": "1000000000000002",
           "token": "token", "disabled": true}])",
      "keys", TextKind::Json);
  CHECK(json.problems.empty());
  CHECK(json.credentials == expected);
}

TEST_CASE("what is wrong with credentials is said with its place", "[scenario][credentials]") {
  CHECK(problem_with("") == "CRD001:1:1");
  CHECK(problem_with("[]", TextKind::Json) == "CRD001:1:1");
  CHECK(problem_with("- {access-key: a, secret: s, account: \"1\"}\n"
                     "- {access-key: a, secret: s, account: \"2\"}\n") == "CRD002:2:16");
  CHECK(problem_with("- {access-key: a, secret: s, account: \"1\", color: red}\n")
            .starts_with("SCN012:1:"));
  CHECK(problem_with("- {access-key: a, account: \"1\"}\n").starts_with("SCN"));
  CHECK(problem_with("- {access-key: a, secret: s, account: alice}\n").starts_with("SCN"));
  CHECK(problem_with("- {access-key: \"a b\", secret: s, account: \"1\"}\n").starts_with("SCN"));
  CHECK(problem_with("- [").starts_with("SCN"));
}

TEST_CASE("a text with something wrong gives no credential at all", "[scenario][credentials]") {
  const auto parsed = parse_credentials("- {access-key: a, secret: s, account: \"1\"}\n- {}\n",
                                        "keys", TextKind::Yaml);
  CHECK(parsed.credentials.empty());
  CHECK_FALSE(parsed.problems.empty());
}

}  // namespace
}  // namespace imgfam
