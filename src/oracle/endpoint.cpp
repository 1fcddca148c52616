#include <imgfam/oracle/endpoint.hpp>

#include <imgfam/scenario/replay.hpp>

#include <array>

namespace imgfam {

Observation observation_of(const Outcome& outcome) {
  Observation seen;
  if (const auto* response = std::get_if<Response>(&outcome)) {
    constexpr int ok = 200;
    seen.status = ok;
    seen.body = response->document;
    return seen;
  }
  const auto& refusal = std::get<Refusal>(outcome);
  seen.status = refusal.status;
  seen.body = boost::json::object{{"RequestId", refusal.request_id},
                                  {"HostId", "ecs.aliyuncs.com"},
                                  {"Code", refusal.code},
                                  {"Message", refusal.message}};
  return seen;
}

Event event_of(PlatformEvent event) {
  const std::array<Event, 4> events{event::Begin{}, event::Finish{}, event::Fail{},
                                    event::Disable{}};
  return events[static_cast<std::size_t>(event)];
}

Reply CloudEndpoint::send(const Request& request) {
  return {Reply::Kind::Answered, observation_of(cloud_.handle(request)), {}};
}

Result<void> CloudEndpoint::reset(const Given& given, Edition edition) {
  Scenario scenario;
  scenario.given = given;
  scenario.given.seed = seed_;
  auto cloud = set_up(scenario, edition);
  if (!cloud) return cloud.error();
  cloud_ = std::move(*cloud);
  cloud_.follow(settings_.interpretation);
  return {};
}

Result<void> CloudEndpoint::advance(Duration by) {
  cloud_.advance(by);
  return {};
}

Result<void> CloudEndpoint::platform(PlatformEvent event, std::string_view image) {
  cloud_.platform(image, event_of(event));
  return {};
}

}  // namespace imgfam
