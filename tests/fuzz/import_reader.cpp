// libFuzzer target: any bytes as documents of the API end in a state or in diagnostics, never both.
// A state is a scenario that is written, reads back as an equal one, and holds.
#include <imgfam/model/assert.hpp>
#include <imgfam/scenario/import.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/replay.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imgfam;
  const DocumentText text{"fuzz", {reinterpret_cast<const char*>(data), size}};
  ImportOptions options;
  options.account = AccountId{1000000000000001};
  options.region = "cn-hangzhou";
  const Import import = import_state({&text, 1}, options);
  IMGFAM_ASSERT(import.state.has_value() == import.problems.empty());
  for (const Diagnostic& d : import.problems) {
    IMGFAM_ASSERT(d.code.starts_with("IMP"));
    IMGFAM_ASSERT(!render(d).empty());
  }
  if (!import.state) return 0;
  const ParsedScenarios yaml = parse_all(state_as_yaml(*import.state), "state", TextKind::Yaml);
  IMGFAM_ASSERT(yaml.problems.empty());
  IMGFAM_ASSERT(yaml.scenarios.size() == 1);
  IMGFAM_ASSERT((yaml.scenarios.front() == import.state->scenario));
  const ParsedScenarios json = parse_all(state_as_json(*import.state), "state", TextKind::Json);
  IMGFAM_ASSERT(json.problems.empty());
  for (const Run& run : replay(import.state->scenario))
    IMGFAM_ASSERT(run.holds);
  return 0;
}
