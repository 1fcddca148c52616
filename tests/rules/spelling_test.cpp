// One rule, one place: nothing but the catalogue spells an error code.
#include <imgfam/rules/catalogue.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace imgfam {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The string literals of a C++ source, as they stand between their quotes.
std::vector<std::string> literals_of(const std::string& source) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source.compare(i, 2, "//") == 0) {
      i = std::min(source.find('\n', i), source.size());
    } else if (source[i] == '\'' && i > 0 &&
               !std::isalnum(static_cast<unsigned char>(source[i - 1]))) {
      i += source[i + 1] == '\\' ? 3 : 2;
    } else if (source[i] == '"') {
      std::string literal;
      for (++i; i < source.size() && source[i] != '"'; ++i) {
        if (source[i] == '\\') ++i;
        literal += source[i];
      }
      out.push_back(literal);
    }
  }
  return out;
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
}

bool holds_word(const std::string& text, std::string_view word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || !is_word_character(text[at - 1]);
    if (begins && (end == text.size() || !is_word_character(text[end]))) return true;
  }
  return false;
}

std::set<std::string_view> all_codes() {
  std::set<std::string_view> codes;
  for (const Rule& r : catalogue) {
    for (const Answer& a : r.answers) {
      if (!a.code.empty()) codes.insert(a.code);
    }
  }
  return codes;
}

TEST_CASE("the reader of literals reads literals", "[rules][spelling]") {
  CHECK(literals_of(R"(f("a", 'b', "c \" d"); // "e")"
                    "\n"
                    R"(g('"', "h", '\'', "i");)") ==
        std::vector<std::string>{"a", "c \" d", "h", "i"});
  CHECK(holds_word("403 ImageUseShared.", "ImageUseShared") == false);  // Another code.
  CHECK(holds_word("403 ImageUseShared, as documented", "ImageUseShared"));
  CHECK_FALSE(holds_word("OperationDenied.ImageCopying", "OperationDenied"));
}

TEST_CASE("only the catalogue and what it leaves out spell error codes", "[rules][spelling]") {
  const fs::path root(IMGFAM_SOURCE_DIR);
  const auto codes = all_codes();
  REQUIRE(codes.size() > 60);
  // The readings of some questions are named for the codes that they answer, and no rule stands
  // behind what is answered beside the model.
  const std::set<std::string> excused{"include/imgfam/rules/catalogue.hpp", "src/rules/outside.cpp",
                                      "include/imgfam/rules/interpretation.hpp",
                                      "src/http/neighbours/call.hpp",
                                      "src/http/neighbours/call.cpp"};
  std::size_t files = 0;
  for (const char* top : {"src", "include"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".hpp") continue;
      const std::string file = fs::relative(entry.path(), root).generic_string();
      ++files;
      if (excused.contains(file)) continue;
      const bool is_core = file.find("/model/") != std::string::npos ||
                           file.find("/rules/") != std::string::npos ||
                           file.find("/lifecycle/") != std::string::npos ||
                           file.find("/cloud/") != std::string::npos;
      for (const std::string& literal : literals_of(text_of(entry.path()))) {
        for (const std::string_view code : codes) {
          // Above the cloud a text for people may mention a code, as an example; below none may.
          const bool is_spelled = is_core ? holds_word(literal, code) : literal == code;
          if (is_spelled) FAIL_CHECK(file << " spells " << code << " in \"" << literal << '"');
        }
      }
    }
  }
  CHECK(files > 60);
}

}  // namespace
}  // namespace imgfam
