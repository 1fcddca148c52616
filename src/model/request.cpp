#include <imgfam/model/request.hpp>

#include <imgfam/model/percent.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace imgfam {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

Result<std::string> decode(std::string_view text) {
  auto decoded = percent_decoded(text);
  if (!decoded)
    return problem("REQ003", fmt::format("broken percent escape in `{}`", text.substr(0, 80)),
                   "write % as %25, or two hexadecimal digits after it");
  if (!is_utf8_text(*decoded))
    return problem("REQ006", "a parameter is not UTF-8 text", "encode it as UTF-8");
  return std::move(*decoded);
}

/// Adds one `name=value` pair to the request.
Result<bool> add_pair(Request& request, std::string_view pair) {
  const auto equals = pair.find('=');
  auto name = decode(trim(pair.substr(0, equals)));
  if (!name) return name.error();
  auto value =
      decode(equals == std::string_view::npos ? std::string_view() : trim(pair.substr(equals + 1)));
  if (!value) return value.error();
  if (*name == "Action" && request.action.empty()) {
    request.action = std::move(*value);
    return true;
  }
  if (*name == "Action" || request.find(*name) != nullptr) {
    return problem("REQ004", fmt::format("parameter `{}` is given twice", *name),
                   "keep one of them");
  }
  if (request.parameters.size() == query_parameters_max) {
    return problem("REQ002", fmt::format("more than {} parameters", query_parameters_max),
                   "send fewer");
  }
  request.parameters.push_back({std::move(*name), std::move(*value)});
  return true;
}

}  // namespace

const std::string* Request::find(std::string_view name) const {
  const auto it = std::find_if(parameters.begin(), parameters.end(),
                               [&](const Parameter& p) { return p.name == name; });
  return it == parameters.end() ? nullptr : &it->value;
}

Result<Request> parse_query(std::string_view url) {
  if (url.size() > query_bytes_max) {
    return problem(
        "REQ001",
        fmt::format("a request of {} bytes; at most {} are read", url.size(), query_bytes_max),
        "shorten it");
  }
  url = url.substr(0, url.find('#'));  // The fragment is not sent.
  // A question mark behind the first `=` is part of a value: a query may hold some of its own.
  const auto question = url.substr(0, url.find('=')).find('?');
  std::string_view rest = question == std::string_view::npos ? url : url.substr(question + 1);
  Request request;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty() || pair.front() == '<')
      continue;  // `<Common request parameters>`, as the documents write.
    const auto added = add_pair(request, pair);
    if (!added) return added.error();
  }
  if (request.action.empty()) {
    return problem("REQ005", "no Action among the parameters",
                   "a request reads https://ecs.aliyuncs.com/?Action=…&…");
  }
  return request;
}

std::string to_query(const Request& request) {
  std::string out = "Action=";
  append_percent_encoded(out, request.action);
  for (const auto& [name, value] : request.parameters) {
    out += '&';
    append_percent_encoded(out, name);
    out += '=';
    append_percent_encoded(out, value);
  }
  return out;
}

bool is_utf8_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead == 0) return false;
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : lead >= 0xe0 && lead < 0xf0 ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    }
    if (length > 2) {
      // Overlong forms, surrogates and what lies beyond U+10FFFF are no text.
      const auto second = static_cast<unsigned char>(text[i + 1]);
      if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
          (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) {
        return false;
      }
    }
    i += length;
  }
  return true;
}

std::ostream& operator<<(std::ostream& out, const Request& request) {
  out << request.action;
  for (const auto& [name, value] : request.parameters)
    out << ' ' << name << '=' << value;
  return out;
}

}  // namespace imgfam
