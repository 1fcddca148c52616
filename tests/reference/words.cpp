#include "reference/words.hpp"

#include <vector>

namespace imgfam::reference {
namespace {

/// The Unicode code points of a UTF-8 text.
std::vector<char32_t> code_points(const std::string& text) {
  std::vector<char32_t> points;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      points.push_back(byte);
    } else if (byte >= 0xF0) {
      points.push_back(byte & 0x07U);
    } else if (byte >= 0xE0) {
      points.push_back(byte & 0x0FU);
    } else if (byte >= 0xC0) {
      points.push_back(byte & 0x1FU);
    } else if (!points.empty()) {
      points.back() = points.back() << 6U | (byte & 0x3FU);
    }
  }
  return points;
}

/// How long a text is, in the unit of the reading of `length-unit`.
std::size_t length_of(const std::string& text, const Interpretation& readings) {
  if (readings.follows("length-unit=utf8-bytes"_reading)) return text.size();
  std::size_t length = 0;
  for (const char32_t point : code_points(text)) {
    const bool is_pair = readings.follows("length-unit=utf16-units"_reading) && point > 0xFFFF;
    length += is_pair ? 2 : 1;
  }
  return length;
}

bool starts_with(const std::string& text, const std::string& prefix, const Interpretation& r) {
  if (r.follows("letter-case=ignore-case"_reading)) return lower(text).starts_with(prefix);
  return text.starts_with(prefix);
}

bool contains(const std::string& text, const std::string& part, const Interpretation& r) {
  if (r.follows("letter-case=ignore-case"_reading)) return lower(text).find(part) != text.npos;
  return text.find(part) != text.npos;
}

bool allows_period(const Wording& wording) {
  if (wording.readings.follows("period-in-name=accept"_reading)) return true;
  if (wording.readings.follows("period-in-name=refuse"_reading)) return false;
  return wording.edition != Edition::E2020;
}

bool is_letter(char32_t point, const Interpretation& readings) {
  if ((point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z')) return true;
  const bool is_chinese = point >= 0x4E00 && point <= 0x9FFF;
  return is_chinese && readings.follows("name-charset=letters-or-chinese"_reading);
}

/// What all names have in common: 2 to 128 characters of those that are legal, a letter first.
bool is_any_name(const std::string& text, const Wording& wording) {
  const std::size_t length = length_of(text, wording.readings);
  if (length < 2 || length > 128) return false;
  const std::vector<char32_t> points = code_points(text);
  if (!is_letter(points.front(), wording.readings)) return false;
  for (const char32_t point : points) {
    const bool is_digit = point >= '0' && point <= '9';
    const bool is_mark = point == ':' || point == '_' || point == '-';
    const bool is_period = point == '.' && allows_period(wording);
    if (!is_letter(point, wording.readings) && !is_digit && !is_mark && !is_period) return false;
  }
  return true;
}

bool has_reserved_start(const std::string& text, const Interpretation& readings) {
  return starts_with(text, "acs:", readings) || starts_with(text, "aliyun", readings);
}

bool starts_with_http(const std::string& text, const Interpretation& readings) {
  return starts_with(text, "http://", readings) || starts_with(text, "https://", readings);
}

bool contains_http(const std::string& text, const Interpretation& readings) {
  return contains(text, "http://", readings) || contains(text, "https://", readings);
}

}  // namespace

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool is_image_name(const std::string& text, const Wording& wording) {
  if (!is_any_name(text, wording)) return false;
  if (wording.edition == Edition::E2020) return !starts_with_http(text, wording.readings);
  return !has_reserved_start(text, wording.readings) && !contains_http(text, wording.readings);
}

bool is_new_image_name(const std::string& text, const Wording& wording) {
  return is_any_name(text, wording) && !starts_with_http(text, wording.readings);
}

bool is_family_name(const std::string& text, const Wording& wording) {
  return is_any_name(text, wording) && !has_reserved_start(text, wording.readings) &&
         !contains_http(text, wording.readings);
}

bool is_description(const std::string& text, const Wording& wording) {
  const std::size_t length = length_of(text, wording.readings);
  return length >= 2 && length <= 256 && !starts_with_http(text, wording.readings);
}

bool is_word(const std::string& sent, const std::string& word, const Wording& wording) {
  if (wording.readings.follows("letter-case=ignore-case"_reading))
    return lower(sent) == lower(word);
  return sent == word;
}

}  // namespace imgfam::reference
