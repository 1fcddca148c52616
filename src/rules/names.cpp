#include <imgfam/rules/names.hpp>

#include <imgfam/model/letter_case.hpp>
#include <imgfam/model/request.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace imgfam {
namespace {

constexpr std::size_t name_length_min = 2;
constexpr std::size_t name_length_max = 128;
constexpr std::size_t description_length_min = 2;
constexpr std::size_t description_length_max = 256;

bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// The ideographs of the CJK blocks; no document draws the line.
bool is_chinese(char32_t c) {
  return (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af);
}

/// Takes one code point off the front. REQUIRES: UTF-8 text that is not empty.
char32_t next_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t c = length == 1 ? lead : lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i)
    c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3fU);
  text.remove_prefix(length);
  return c;
}

/// The length in the unit that the reading of `length-unit` counts; nothing when the text is no
/// UTF-8.
std::optional<std::size_t> length_of(std::string_view text, const Interpretation& interpretation) {
  if (!is_utf8_text(text)) return std::nullopt;
  const std::size_t bytes = text.size();
  std::size_t code_points = 0;
  std::size_t utf16_units = 0;
  while (!text.empty()) {
    ++code_points;
    utf16_units += next_code_point(text) > 0xffff ? 2 : 1;
  }
  if (code_points == bytes) return bytes;  // ASCII: whatever the reading.
  if (interpretation.follows("length-unit=utf8-bytes"_reading)) return bytes;
  if (interpretation.follows("length-unit=utf16-units"_reading)) return utf16_units;
  return code_points;
}

bool has_length(std::string_view text, std::size_t min, std::size_t max,
                const Interpretation& interpretation) {
  const auto length = length_of(text, interpretation);
  return length && *length >= min && *length <= max;
}

bool starts_with_word(std::string_view text, std::string_view word,
                      const Interpretation& interpretation) {
  return text.size() >= word.size() && same_word(text.substr(0, word.size()), word, interpretation);
}

bool holds_web_address(std::string_view text, const Interpretation& interpretation) {
  for (std::size_t at = text.find(':'); at != std::string_view::npos; at = text.find(':', at + 1)) {
    for (const std::string_view scheme :
         {std::string_view("http://"), std::string_view("https://")}) {
      const std::size_t before = scheme.size() - 3;
      if (at >= before && starts_with_word(text.substr(at - before), scheme, interpretation))
        return true;
    }
  }
  return false;
}

bool starts_with_web_address(std::string_view text, const Interpretation& interpretation) {
  return starts_with_word(text, "http://", interpretation) ||
         starts_with_word(text, "https://", interpretation);
}

bool takes_period(Edition edition, const Interpretation& interpretation) {
  if (interpretation.follows("period-in-name=by-edition"_reading)) return edition != Edition::E2020;
  return interpretation.follows("period-in-name=accept"_reading);
}

/// Letters, digits, `:`, `_`, `-` and where it is legal `.`, starting with a letter. REQUIRES:
/// UTF-8 text.
bool has_name_characters(std::string_view text, Edition edition,
                         const Interpretation& interpretation) {
  // Readings are asked only where they make a difference: a judge branches on what is asked.
  const auto takes_chinese = [&] {
    return interpretation.follows("name-charset=letters-or-chinese"_reading);
  };
  bool is_first = true;
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    const bool letter = is_letter(c) || (is_chinese(c) && takes_chinese());
    const bool other = is_digit(c) || c == U':' || c == U'_' || c == U'-' ||
                       (c == U'.' && !is_first && takes_period(edition, interpretation));
    if (!letter && (is_first || !other)) return false;
    is_first = false;
  }
  return true;
}

bool has_reserved_prefix(std::string_view text, const Interpretation& interpretation) {
  return starts_with_word(text, "acs:", interpretation) ||
         starts_with_word(text, "aliyun", interpretation);
}

}  // namespace

bool same_word(std::string_view a, std::string_view b, const Interpretation& interpretation) {
  if (a == b) return true;
  return equal_in_any_case(a, b) && interpretation.follows("letter-case=ignore-case"_reading);
}

bool is_name(std::string_view text, NameKind kind, Edition edition,
             const Interpretation& interpretation) {
  if (!has_length(text, name_length_min, name_length_max, interpretation)) return false;
  if (!has_name_characters(text, edition, interpretation)) return false;
  // The 2020 edition reserves no prefix for the name of an image, and CreateImage never did.
  const bool reserves =
      kind == NameKind::Family || (kind == NameKind::ModifiedImage && edition != Edition::E2020);
  if (reserves)
    return !has_reserved_prefix(text, interpretation) && !holds_web_address(text, interpretation);
  return !starts_with_web_address(text, interpretation);
}

bool is_description(std::string_view text, const Interpretation& interpretation) {
  return has_length(text, description_length_min, description_length_max, interpretation) &&
         !starts_with_web_address(text, interpretation);
}

}  // namespace imgfam
