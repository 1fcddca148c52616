#include <imgfam/http/message.hpp>

#include <algorithm>

namespace imgfam {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool equal_in_any_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

const std::string* HttpRequest::header(std::string_view name) const {
  const auto it = std::ranges::find_if(
      headers, [&](const Header& h) { return equal_in_any_case(h.name, name); });
  return it == headers.end() ? nullptr : &it->value;
}

}  // namespace imgfam
