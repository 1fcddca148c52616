#include "http/world.hpp"

#include "support/catch.hpp"

#include <imgfam/cloud/step.hpp>
#include <imgfam/scenario/parse.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace imgfam {

Scenario small_beginning(std::string_view settle) {
  const std::string text = fmt::format(
      R"(scenario: small
given:
  clock: 2026-01-10T00:00:00Z
  account: "1000000000000001"
  accounts: ["2000000000000002"]
  settle: {{create: {0}, copy: {0}}}
  images:
    - {{id: m-1, family: web, created: 2026-01-01T00:00:00Z}}
    - {{id: m-2, family: web, created: 2026-01-08T00:00:00Z, shared-with: ["2000000000000002"]}}
  instances:
    - {{id: i-1, image: m-1}}
steps:
  - advance: 0s
)",
      settle);
  ParsedScenarios parsed = parse_all(text, "small", TextKind::Yaml);
  REQUIRE(parsed.problems.empty());
  return std::move(parsed.scenarios.front());
}

EmulatorOptions small_options(bool is_clock_real) {
  EmulatorOptions options;
  options.credentials = {{"key", "secret", alice}, {"key2", "secret", bob}};
  options.is_clock_real = is_clock_real;
  return options;
}

std::string at(const HttpResponse& response, std::string_view place) {
  const boost::json::value body = boost::json::parse(response.body);
  const boost::json::value* value = value_at(body.as_object(), place);
  if (!value) return "nothing";
  return value->is_string() ? std::string(value->get_string()) : boost::json::serialize(*value);
}

std::string brief(const HttpResponse& response) {
  const std::string code = at(response, "Code");
  return code == "nothing" ? std::to_string(response.status)
                           : fmt::format("{} {}", response.status, code);
}

}  // namespace imgfam
