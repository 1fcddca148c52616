#include "reference/play.hpp"

#include <imgfam/model/assert.hpp>
#include <imgfam/scenario/reduce.hpp>
#include <imgfam/scenario/replay.hpp>

#include <boost/json/value.hpp>

namespace imgfam::reference {
namespace {

/// The ids of new things in a response, with the places where they stand.
std::vector<std::pair<std::string, std::string>> new_ids(const Outcome& outcome,
                                                         const std::string& action) {
  std::vector<std::pair<std::string, std::string>> ids;
  const auto* response = std::get_if<Response>(&outcome);
  if (response == nullptr || action.starts_with("Describe")) return ids;
  for (const char* place : {"ImageId", "InstanceId"}) {
    if (const auto* id = response->document.if_contains(place)) {
      ids.emplace_back(place, id->as_string());
    }
  }
  if (const auto* sets = response->document.if_contains("InstanceIdSets")) {
    const auto& list = sets->at("InstanceIdSet").as_array();
    for (std::size_t i = 0; i < list.size(); ++i) {
      ids.emplace_back("InstanceIdSets.InstanceIdSet." + std::to_string(i), list[i].as_string());
    }
  }
  return ids;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

Event event_of(PlatformEvent event) {
  switch (event) {
    case PlatformEvent::Begin:
      return event::Begin{};
    case PlatformEvent::Finish:
      return event::Finish{};
    case PlatformEvent::Fail:
      return event::Fail{};
    case PlatformEvent::Disable:
      return event::Disable{};
  }
  return event::Begin{};
}

}  // namespace

Cloud cloud_of(const Scenario& scenario) {
  const Given& given = scenario.given;
  Settings settings{.edition = scenario.editions.front(),
                    .interpretation = {},
                    .quotas = given.quotas,
                    .settle = given.settle,
                    .clock = given.clock,
                    .seed = given.seed};
  for (const ReadingId reading : scenario.readings)
    settings.interpretation.choose(reading);
  Cloud cloud(settings);
  cloud.add_account(given.account);
  for (const AccountId account : given.accounts)
    cloud.add_account(account);
  for (const auto& images : {given.images, given.system_images}) {
    for (const Image& image : images)
      IMGFAM_ASSERT(cloud.add(image).has_value());
  }
  for (const Instance& instance : given.instances) {
    IMGFAM_ASSERT(cloud.add(instance).has_value());
  }
  return cloud;
}

void Bindings::bind(std::size_t number, const Outcome& outcome, RequestStep& step) {
  std::size_t count = 0;
  for (const auto& [place, id] : new_ids(outcome, step.request.action)) {
    std::string name = "s" + std::to_string(number);
    if (count > 0) name += "-" + std::to_string(count);
    ++count;
    step.bind.push_back({name, place});
    id_by_name_[name] = id;
    name_by_id_[id] = "${" + name + "}";
  }
}

void Bindings::learn(const RequestStep& step, const Outcome& outcome) {
  const auto ids = new_ids(outcome, step.request.action);
  for (const Binding& binding : step.bind) {
    for (const auto& [place, id] : ids) {
      if (place == binding.place) id_by_name_[binding.name] = id;
    }
  }
}

std::string Bindings::named(const std::string& text) const {
  std::string named = text;
  for (const auto& [id, name] : name_by_id_)
    replace_all(named, id, name);
  return named;
}

std::string Bindings::filled(std::string text) const {
  while (true) {
    const auto begin = text.find("${");
    const auto end = text.find('}', begin);
    if (begin == text.npos || end == text.npos) return text;
    const auto it = id_by_name_.find(text.substr(begin + 2, end - begin - 2));
    text.replace(begin, end - begin + 1, it == id_by_name_.end() ? "m-gone" : it->second);
  }
}

Request Bindings::named(Request request) const {
  for (Parameter& p : request.parameters)
    p.value = named(p.value);
  return request;
}

Request Bindings::filled(Request request) const {
  for (Parameter& p : request.parameters)
    p.value = filled(std::move(p.value));
  return request;
}

Differences play_step(Twins& twins, const ScenarioStep& step) {
  if (const auto* request = std::get_if<RequestStep>(&step.what)) {
    return twins.send(request->request);
  }
  if (const auto* advance = std::get_if<AdvanceStep>(&step.what)) return twins.advance(advance->by);
  if (const auto* platform = std::get_if<PlatformStep>(&step.what)) {
    if (!twins.model.images.contains(platform->image)) return {};
    return twins.platform(platform->image, event_of(platform->event));
  }
  return {};
}

std::optional<Parting> play(const Scenario& scenario) {
  Twins twins(cloud_of(scenario));
  Bindings bindings;
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    ScenarioStep step = scenario.steps[i];
    if (auto* request = std::get_if<RequestStep>(&step.what)) {
      request->request = bindings.filled(request->request);
    } else if (auto* platform = std::get_if<PlatformStep>(&step.what)) {
      platform->image = bindings.filled(platform->image);
    }
    Differences differences = play_step(twins, step);
    if (!differences.empty()) return Parting{i, std::move(differences)};
    if (auto* request = std::get_if<RequestStep>(&step.what)) {
      bindings.learn(*request, twins.outcome);
    }
  }
  return std::nullopt;
}

Scenario shorten(Scenario scenario) {
  if (const auto parting = play(scenario)) scenario.steps.resize(parting->step + 1);
  const auto they_part = [](const Scenario& s) {
    return set_up(s, s.editions.front()).has_value() && play(s).has_value();
  };
  constexpr std::size_t tries_max = 20'000;
  return reduce(std::move(scenario), they_part, tries_max).scenario;
}

}  // namespace imgfam::reference
