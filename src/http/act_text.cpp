#include <imgfam/http/act_text.hpp>

#include <fmt/format.h>

namespace imgfam {

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
    auto request = parse_query(text.content);
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
