#include <imgfam/http/message.hpp>

#include <imgfam/model/letter_case.hpp>

#include <algorithm>

namespace imgfam {
namespace {

/// From the path on.
std::string_view at_host(std::string_view target) {
  target = target.substr(0, target.find('#'));
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_in_any_case(target.substr(0, scheme.size()), scheme)) continue;
    return target.substr(std::min(target.find_first_of("/?", scheme.size()), target.size()));
  }
  return target;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::string_view HttpRequest::path() const {
  const std::string_view whole = at_host(target);
  return whole.substr(0, whole.find('?'));
}

std::string_view HttpRequest::query() const {
  const std::string_view whole = at_host(target);
  const auto question = whole.find('?');
  return question == std::string_view::npos ? std::string_view() : whole.substr(question + 1);
}

const std::string* HttpRequest::header(std::string_view name) const {
  const auto it = std::ranges::find_if(
      headers, [&](const Header& h) { return equal_in_any_case(h.name, name); });
  return it == headers.end() ? nullptr : &it->value;
}

}  // namespace imgfam
