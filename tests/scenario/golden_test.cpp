// Every diagnostic of the scenario reader, as people see it. A case is a file under
// tests/golden/diagnostics, named for the code that it earns first, with the expected text beside
// it. UPDATE_GOLDEN=1 writes the texts anew; the review is the diff.
#include <imgfam/scenario/parse.hpp>

#include <support/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

using namespace imgfam;
namespace fs = std::filesystem;

const fs::path folder = fs::path(IMGFAM_SOURCE_DIR) / "tests/golden/diagnostics";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> cases() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (text_kind(entry.path().string())) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

std::string rendered(const fs::path& path) {
  const std::string name = path.filename().string();
  std::string out;
  for (const Diagnostic& d : parse_all(read(path), name, *text_kind(name)).problems)
    out += render(d);
  return out;
}

}  // namespace

TEST_CASE("every diagnostic of the reader is the one on record", "[scenario][golden]") {
  for (const fs::path& path : cases()) {
    INFO(path.filename().string());
    const std::string text = rendered(path);
    CHECK(text.starts_with("error[" + path.filename().string().substr(0, 6) + "]: "));
    const fs::path golden = path.string() + ".txt";
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << text;
    CHECK(text == read(golden));
  }
}

TEST_CASE("every code of the reader has a case on record, or is too large for a file",
          "[scenario][golden]") {
  // Made in limits_test.cpp: a large text, many values, a long text, many problems.
  std::set<std::string> codes{"SCN001", "SCN006", "SCN007", "SCN019"};
  for (const fs::path& path : cases())
    codes.insert(path.filename().string().substr(0, 6));
  for (int code = 1; code <= 32; ++code) {
    const std::string name = (code < 10 ? "SCN00" : "SCN0") + std::to_string(code);
    CAPTURE(name);
    CHECK(codes.contains(name));
  }
  CHECK(codes.size() == 32);
}
