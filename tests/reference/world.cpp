#include "reference/world.hpp"

#include "reference/facts.hpp"
#include "reference/play.hpp"

#include <imgfam/model/assert.hpp>
#include <imgfam/scenario/parse.hpp>

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace imgfam::reference {
namespace {

template <class Thing>
std::vector<const Thing*> in_order(const std::map<std::string, Thing>& things) {
  std::vector<const Thing*> list;
  for (const auto& [id, thing] : things)
    list.push_back(&thing);
  std::sort(list.begin(), list.end(),
            [](const Thing* a, const Thing* b) { return a->serial < b->serial; });
  return list;
}

std::vector<const Image*> custom_images(const Model& model) {
  auto images = in_order(model.images);
  std::erase_if(images, [](const Image* image) { return image->origin == Origin::System; });
  return images;
}

/// The query with every id of the list in the place of the word; the query alone without the word.
Queries filled_in(const std::string& query, const std::string& word, const Queries& ids) {
  const auto at = query.find(word);
  if (at == query.npos) return {query};
  Queries filled;
  for (const std::string& id : ids) {
    std::string copy = query;
    filled.push_back(copy.replace(at, word.size(), id));
  }
  return filled;
}

ScenarioStep request_step(const std::string& query, AccountId caller) {
  Request request = *parse_query("Action=" + query);
  request.account = caller;
  const bool takes_region = request.action.find("Instance") == request.action.npos ||
                            request.action == "RunInstances" || request.action == "CreateInstance";
  if (takes_region && request.find("RegionId") == nullptr) {
    request.parameters.push_back({"RegionId", "cn-hangzhou"});
  }
  return {RequestStep{std::move(request), {}, {}}, ""};
}

void add_platform_moves(const Model& model, std::vector<ScenarioStep>& moves) {
  for (const Image* image : custom_images(model)) {
    for (const PlatformEvent event : {PlatformEvent::Begin, PlatformEvent::Finish,
                                      PlatformEvent::Fail, PlatformEvent::Disable}) {
      moves.push_back({PlatformStep{event, image->id, {}}, ""});
    }
  }
}

/// Builds a key out of parts.
class KeyMaker {
 public:
  void add(const std::string& part) { key_ += part + '|'; }
  void add(bool part) { key_ += part ? '1' : '0'; }
  template <class E>
  void add_enum(E part) {
    key_ += static_cast<char>('a' + static_cast<int>(part));
  }
  const std::string& key() const { return key_; }

 private:
  std::string key_;
};

/// The place of an image among the custom ones in order; `-` when it is gone.
std::string place_of(const std::vector<const Image*>& images, const std::string& id) {
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (images[i]->id == id) return std::to_string(i);
  }
  return "-";
}

void add_image(KeyMaker& key, const Image& image, const std::vector<const Image*>& images,
               SimTime now) {
  key.add(to_string(image.owner) + image.region);
  key.add(image.name == image.id ? "" : image.name);
  key.add(image.family);
  key.add(image.description);
  key.add_enum(image.status);
  key.add_enum(image.boot_mode);
  key.add_enum(image.architecture);
  key.add_enum(image.license);
  key.add_enum(image.origin);
  key.add(image.nvme_supported);
  key.add(image.imds_v2);
  key.add(image.is_community);
  key.add(image.was_ever_used);
  key.add(image.created == now);
  for (const Image* other : images)
    key.add(other->created < image.created);
  for (const SharedAccount& shared : image.shared_with)
    key.add(to_string(shared.account));
  if (is_creating(image)) key.add(place_of(images, image.copied_from));
}

void add_instance(KeyMaker& key, const Instance& instance,
                  const std::vector<const Image*>& images) {
  key.add(place_of(images, instance.image) + to_string(instance.account) + instance.region);
  key.add_enum(instance.status);
  key.add_enum(instance.boot_mode);
  key.add(instance.imds_v2);
  key.add(instance.is_deletion_protected);
}

/// How a state was reached.
struct Arrival {
  std::size_t from = 0;
  ScenarioStep step;
};

/// The steps that lead to a state, with a last one added.
Scenario way_to(const Scenario& beginning, const std::vector<Arrival>& arrivals, std::size_t state,
                const ScenarioStep& last) {
  Scenario scenario = beginning;
  scenario.steps.push_back(last);
  for (; state != 0; state = arrivals[state].from) {
    scenario.steps.insert(scenario.steps.begin(), arrivals[state].step);
  }
  return scenario;
}

/// True when a step cannot have changed anything, because the twins have seen to that.
bool is_without_change(const Twins& twins, const ScenarioStep& step) {
  const auto* request = std::get_if<RequestStep>(&step.what);
  if (request == nullptr) return false;
  if (request->request.action.starts_with("Describe")) return true;
  return is_refused(twins.outcome) && !may_apply_in_part(twins.model.settings.interpretation);
}

}  // namespace

Scenario beginning_of(const World& world, Edition edition, const std::vector<ReadingId>& readings) {
  const std::string text =
      "scenario: " + world.name + "\ngiven:\n" + world.given + "\nsteps: [{advance: 0s}]\n";
  ParsedScenarios parsed = parse_all(text, world.name, TextKind::Yaml);
  IMGFAM_ASSERT(parsed.scenarios.size() == 1);
  Scenario scenario = parsed.scenarios.front();
  scenario.editions = {edition};
  scenario.readings = readings;
  scenario.steps.clear();
  return scenario;
}

std::vector<ScenarioStep> moves_in(const World& world, const Model& model) {
  Queries images{"m-none"};
  Queries instances{"i-none"};
  for (const Image* image : custom_images(model))
    images.push_back(image->id);
  for (const Instance* instance : in_order(model.instances))
    instances.push_back(instance->id);

  std::vector<ScenarioStep> moves;
  const auto add = [&](const std::string& query, AccountId caller) {
    for (const std::string& with_image : filled_in(query, "{image}", images)) {
      for (const std::string& whole : filled_in(with_image, "{instance}", instances)) {
        moves.push_back(request_step(whole, caller));
      }
    }
  };
  for (const AccountId caller : world.callers) {
    for (const std::string& query : world.queries)
      add(query, caller);
  }
  for (const std::string& query : world.owners_queries)
    add(query, world.callers.front());
  if (world.has_platform_events) add_platform_moves(model, moves);
  if (world.advance_seconds > 0) moves.push_back({AdvanceStep{{world.advance_seconds}}, ""});
  return moves;
}

std::string state_key(const Model& model) {
  const auto images = custom_images(model);
  const SimTime now = model.settings.clock;
  KeyMaker key;
  for (const Image* image : images)
    add_image(key, *image, images, now);
  key.add(std::string("instances"));
  for (const Instance* instance : in_order(model.instances))
    add_instance(key, *instance, images);
  for (const Unfinished& u : model.unfinished) {
    const auto left = (u.begun + u.takes - now).seconds;
    key.add(place_of(images, u.image) + (u.is_waiting ? "waits" : std::to_string(left)));
  }
  return key.key();
}

Census census_of(const World& world, Edition edition, const std::vector<ReadingId>& readings) {
  const Scenario beginning = beginning_of(world, edition, readings);
  std::vector<Arrival> arrivals(1);
  std::unordered_map<std::string, std::size_t> known;
  std::deque<std::pair<std::size_t, Twins>> waiting;
  waiting.emplace_back(0, Twins(cloud_of(beginning)));
  known.emplace(state_key(waiting.front().second.model), 0);

  Census census;
  for (; !waiting.empty(); waiting.pop_front()) {
    const auto& [state, origin] = waiting.front();
    Twins twins = origin;
    for (const ScenarioStep& move : moves_in(world, origin.model)) {
      const Differences differences = play_step(twins, move);
      ++census.transitions;
      census.rules.insert(twins.rules.begin(), twins.rules.end());
      if (!differences.empty()) {
        census.parting = way_to(beginning, arrivals, state, move);
        return census;
      }
      census.refused += is_refused(twins.outcome) ? 1 : 0;
      if (is_without_change(twins, move)) continue;
      const bool is_within = custom_images(twins.model).size() <= world.images_max &&
                             twins.model.instances.size() <= world.instances_max;
      if (is_within && known.emplace(state_key(twins.model), arrivals.size()).second) {
        waiting.emplace_back(arrivals.size(), twins);
        arrivals.push_back({state, move});
      }
      twins = origin;
    }
  }
  census.states = arrivals.size();
  return census;
}

}  // namespace imgfam::reference
