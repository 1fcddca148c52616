// libFuzzer target: any bytes as YAML, JSON or JSON Lines end in scenarios or diagnostics. The
// first byte chooses. What is read as a scenario is written, and must read back as an equal one.
#include <imgfam/model/assert.hpp>
#include <imgfam/scenario/parse.hpp>
#include <imgfam/scenario/write.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imgfam;
  if (size == 0) return 0;
  const auto kind = static_cast<TextKind>(data[0] % 3);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const ParsedScenarios parsed = parse_all(text, "fuzz", kind);
  IMGFAM_ASSERT(!parsed.scenarios.empty() || !parsed.problems.empty());
  for (const Diagnostic& d : parsed.problems) {
    IMGFAM_ASSERT(d.code.starts_with("SCN"));
    IMGFAM_ASSERT(!render(d).empty());
  }
  for (const Scenario& scenario : parsed.scenarios) {
    const ParsedScenarios again = parse_all(write_yaml(scenario), "written", TextKind::Yaml);
    IMGFAM_ASSERT(again.problems.empty());
    IMGFAM_ASSERT(again.scenarios.size() == 1);
    IMGFAM_ASSERT((again.scenarios.front() == scenario));
  }
  return 0;
}
