#include "control_client.hpp"

#include <imgfam/scenario/write.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

namespace json = boost::json;

constexpr int success = 200;
constexpr int success_end = 300;

}  // namespace

Result<void> ControlClient::reset(const Given& given, Edition edition) {
  // What a reader of scenarios takes: a step is needed, and never done.
  Scenario scenario;
  scenario.name = "As a scenario is given";
  scenario.editions = {edition};
  scenario.given = given;
  scenario.steps.push_back({AdvanceStep{{0}}, {}});
  return post("reset", write_json(scenario));
}

Result<void> ControlClient::advance(Duration by) {
  return post("advance", json::serialize(json::object{{"by", to_string(by)}}));
}

Result<void> ControlClient::platform(PlatformEvent event, std::string_view image) {
  return post("transitions",
              json::serialize(json::object{{"image", image}, {"do", to_text(event)}}));
}

Result<void> ControlClient::post(std::string_view path, std::string body) {
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
  if (response.status >= success && response.status < success_end) return {};
  constexpr std::size_t shown_max = 200;
  return problem("CNF005",
                 fmt::format("the control interface answered {} to {}: {}", response.status, path,
                             shortened(printable(response.body), shown_max)),
                 "what it must take is in docs/reference/serve.md");
}

}  // namespace imgfam
