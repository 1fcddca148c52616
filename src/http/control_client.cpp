#include "control_client.hpp"

#include <imgfam/scenario/write.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

namespace json = boost::json;

constexpr int success = 200;
constexpr int success_end = 300;

/// Whether the answer says that the clock moves by itself. Nobody has to say anything.
bool says_clock_is_real(std::string_view body) {
  boost::system::error_code error;
  const json::value answer = json::parse(body, error);
  const json::object* object = error ? nullptr : answer.if_object();
  const json::value* said = object ? object->if_contains("is_clock_real") : nullptr;
  return said && said->is_bool() && said->get_bool();
}

}  // namespace

Result<void> ControlClient::reset(const Given& given, Edition edition) {
  // What a reader of scenarios takes: a step is needed, and never done.
  Scenario scenario;
  scenario.name = "As a scenario is given";
  scenario.editions = {edition};
  scenario.given = given;
  scenario.steps.push_back({AdvanceStep{{0}}, {}});
  const auto answer = post("reset", write_json(scenario));
  if (!answer) return answer.error();
  if (says_clock_is_real(*answer))
    return problem("CNF014", "the endpoint's clock moves by itself",
                   "begin `imgfam serve` with --clock simulated, or judge without --control");
  return {};
}

Result<void> ControlClient::advance(Duration by) {
  const auto answer = post("advance", json::serialize(json::object{{"by", to_string(by)}}));
  return answer ? Result<void>() : answer.error();
}

Result<void> ControlClient::platform(PlatformEvent event, std::string_view image) {
  const auto answer =
      post("transitions", json::serialize(json::object{{"image", image}, {"do", to_text(event)}}));
  return answer ? Result<void>() : answer.error();
}

Result<std::string> ControlClient::post(std::string_view path, std::string body) {
  const Url& url = client_.url();
  HttpRequest request{"POST",
                      fmt::format("{}{}{}", url.path, url.path.ends_with('/') ? "" : "/", path),
                      {{"Host", url.authority()}, {"Content-Type", "application/json"}},
                      std::move(body)};
  const auto came = client_.exchange(request);
  if (const auto* none = std::get_if<NoAnswer>(&came))
    return problem("CNF004", fmt::format("the control interface: {}", none->why),
                   "is the address that of the control interface, and is it running?");
  const auto& response = std::get<HttpResponse>(came);
  if (response.status >= success && response.status < success_end) return response.body;
  constexpr std::size_t shown_max = 200;
  return problem("CNF005",
                 fmt::format("the control interface answered {} to {}: {}", response.status, path,
                             shortened(printable(response.body), shown_max)),
                 "what it must take is in docs/reference/serve.md");
}

}  // namespace imgfam
