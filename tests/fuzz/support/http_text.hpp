// A request of HTTP from the bytes of a fuzzer, as they would be sent: a line with method and
// target, headers, an empty line and a body. Lines end with \n; nothing is refused.
#pragma once

#include <imgfam/http/message.hpp>

#include <string_view>

namespace imgfam {

inline std::string_view take_until(std::string_view& text, char end) {
  const auto at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

inline HttpRequest request_of(std::string_view text) {
  HttpRequest request;
  std::string_view first = take_until(text, '\n');
  request.method = take_until(first, ' ');
  request.target = first;
  while (!text.empty()) {
    std::string_view line = take_until(text, '\n');
    if (line.empty()) break;
    const std::string_view name = take_until(line, ':');
    if (line.starts_with(' ')) line.remove_prefix(1);
    request.headers.push_back({std::string(name), std::string(line)});
  }
  request.body = text;
  return request;
}

}  // namespace imgfam
