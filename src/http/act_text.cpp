#include <imgfam/http/act_text.hpp>

#include <imgfam/model/percent.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

Diagnostic unreadable(std::string_view why) {
  return problem("STA005", fmt::format("a request that cannot be read: {}", why),
                 "take a copy of the file from before, or an export");
}

/// One side of `name=value`.
std::optional<std::string> part_of(std::string_view text) {
  auto part = percent_decoded(text);
  return part && is_utf8_text(*part) ? part : std::nullopt;
}

/// What to_query has written. parse_query is for what users write, and takes less than the gateway.
Result<Request> request_of(std::string_view query) {
  constexpr std::string_view begins = "Action=";
  if (query.size() > act_bytes_max) return unreadable("it is too long");
  if (!query.starts_with(begins)) return unreadable("it does not begin with `Action=`");
  Request request;
  for (bool is_first = true; is_first || !query.empty(); is_first = false) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = part_of(pair.substr(0, equals));
    auto value = part_of(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return unreadable("a parameter is no percent-encoded UTF-8");
    if (is_first) {
      request.action = std::move(*value);
    } else {
      request.parameters.push_back({std::move(*name), std::move(*value)});
    }
  }
  return request;
}

}  // namespace

ActText text_of(const Act& act) {
  if (const auto* request = std::get_if<Request>(&act.what))
    return {"request", request->account, to_query(*request)};
  if (const auto* joins = std::get_if<AccountJoins>(&act.what))
    return {"account", joins->account, {}};
  if (const auto* intervenes = std::get_if<Intervenes>(&act.what))
    return {std::string(to_text(intervenes->what)), {}, intervenes->image};
  return {"time", {}, {}};
}

Result<Act> act_of(SimTime at, const ActText& text) {
  if (at < SimTime{} || at > sim_time_max)
    return problem("STA005", "an act at no time", "from 1970 to 9999");
  if (text.kind == "request") {
    auto request = request_of(text.content);
    if (!request) return request.error();
    request->account = text.account;
    return Act{at, std::move(*request)};
  }
  if (text.kind == "time") return Act{at, TimePasses{}};
  if (text.kind == "account") return Act{at, AccountJoins{text.account}};
  if (const auto what = from_text<Intervention>(text.kind))
    return Act{at, Intervenes{*what, text.content}};
  return problem("STA005", fmt::format("`{}` is nothing that happens", printable(text.kind)),
                 "request, time, account, begin, finish, fail, disable or hold");
}

}  // namespace imgfam
