#include <imgfam/http/message.hpp>

#include <imgfam/model/letter_case.hpp>

#include <algorithm>

namespace imgfam {
const std::string* HttpRequest::header(std::string_view name) const {
  const auto it = std::ranges::find_if(
      headers, [&](const Header& h) { return equal_in_any_case(h.name, name); });
  return it == headers.end() ? nullptr : &it->value;
}

}  // namespace imgfam
