#include "suite_writer.hpp"

#include <imgfam/model/assert.hpp>

namespace imgfam {
namespace {

Cloud begun(const Scenario& scenario) {
  auto cloud = set_up(scenario, scenario.editions.front());
  IMGFAM_ASSERT(cloud.has_value());
  return std::move(*cloud);
}

}  // namespace

SuiteWriter::SuiteWriter(Scenario scenario)
    : scenario_(std::move(scenario)), cloud_(begun(scenario_)) {}

void SuiteWriter::send(std::string_view action, std::vector<Parameter> parameters) {
  send(action, std::move(parameters), {});
}

void SuiteWriter::send(std::string_view action, std::vector<Parameter> parameters,
                       std::string place) {
  parameters.insert(parameters.begin(), {"RegionId", scenario_.given.region});
  RequestStep step;
  step.request = {std::string(action), scenario_.given.account, std::move(parameters)};
  Answered answered = imgfam::send(cloud_, step.request);
  step.expect = std::move(answered.expect);
  if (const auto* response = std::get_if<Response>(&answered.outcome); response && !place.empty()) {
    const boost::json::value document(response->document);
    boost::system::error_code none;
    const auto* value = document.find_pointer(place, none);
    step.expect.response.push_back({std::move(place), value ? *value : boost::json::value()});
  }
  scenario_.steps.push_back({std::move(step), {}});
}

void SuiteWriter::act(PlatformEvent event, std::string_view image) {
  const Event events[] = {event::Begin{}, event::Finish{}, event::Fail{}, event::Disable{}};
  const Cloud before = cloud_;
  Trace trace;
  const Outcome outcome = cloud_.platform(image, events[static_cast<std::size_t>(event)], &trace);
  PlatformStep step{event, std::string(image), expectation(outcome, trace, before == cloud_)};
  scenario_.steps.push_back({std::move(step), {}});
}

void SuiteWriter::show_image(std::string_view id) {
  ImageCheck check;
  check.image = id;
  if (const Image* image = cloud_.images().get(id)) {
    check.status = image->status;
    check.in_use = cloud_.is_in_use(*image);
    check.boot_mode = image->boot_mode;
    check.shared_with.emplace();
    for (const SharedAccount& s : image->shared_with)
      check.shared_with->push_back(s.account);
  } else {
    check.exists = false;
  }
  scenario_.steps.push_back({std::move(check), {}});
}

void SuiteWriter::show_family(std::string_view family, std::string_view region) {
  const Resolution resolution = resolve_family(cloud_, scenario_.given.account, region, family);
  FamilyCheck check{std::string(family), resolution.chosen ? resolution.chosen->id : std::string(),
                    scenario_.given.account, std::string(region), false};
  scenario_.steps.push_back({std::move(check), {}});
}

Scenario empty_scenario(std::string name, std::string why, Edition edition,
                        const Interpretation& interpretation) {
  Scenario scenario;
  scenario.name = std::move(name);
  scenario.why = std::move(why);
  scenario.editions = {edition};
  scenario.readings = readings_of(interpretation);
  return scenario;
}

}  // namespace imgfam
