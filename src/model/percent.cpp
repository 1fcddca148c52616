#include <imgfam/model/percent.hpp>

#include <algorithm>
#include <array>

namespace imgfam {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::array<bool, 256> unreserved = [] {
  std::array<bool, 256> are{};
  for (const char c :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"))
    are[static_cast<unsigned char>(c)] = true;
  return are;
}();

}  // namespace

// By runs of what stays as it is: most of a request does.
void append_percent_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (std::size_t from = 0; from < text.size();) {
    std::size_t to = from;
    while (to < text.size() && unreserved[static_cast<unsigned char>(text[to])])
      ++to;
    out.append(text, from, to - from);
    if (to < text.size()) {
      const auto byte = static_cast<unsigned char>(text[to]);
      const char escape[] = {'%', digits[byte >> 4], digits[byte & 15]};
      out.append(escape, sizeof escape);
    }
    from = to + 1;
  }
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  append_percent_encoded(out, text);
  return out;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  std::size_t at = text.find_first_of("%+");
  if (at == std::string_view::npos) return std::string(text);
  out.reserve(text.size());
  for (std::size_t from = 0; from < text.size();) {
    out.append(text, from, at - from);
    if (at >= text.size()) break;
    if (text[at] == '+') {
      out += ' ';
      from = at + 1;
    } else {
      const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
      const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      from = at + 3;
    }
    at = std::min(text.find_first_of("%+", from), text.size());
  }
  return out;
}

}  // namespace imgfam
