#include "reference/twins.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <sstream>

namespace imgfam::reference {
namespace {

namespace json = boost::json;

Model model_of(const Cloud& cloud) {
  Model model;
  model.settings = cloud.settings();
  model.accounts = {cloud.accounts().begin(), cloud.accounts().end()};
  std::uint64_t serial = 0;
  cloud.images().for_each([&](const Image& image) {
    model.images[image.id] = image;
    serial = std::max(serial, image.serial);
  });
  cloud.instances().for_each([&](const Instance& instance) {
    model.instances[instance.id] = instance;
    serial = std::max(serial, instance.serial);
  });
  for (const Creation& c : cloud.creations()) {
    model.unfinished.push_back({c.image, c.begun, c.takes, c.is_waiting});
  }
  model.next_serial = serial + 1;
  return model;
}

/// The ids in a response, and the snapshot that the new image got.
Chosen chosen_by(const Cloud& cloud, const Outcome& outcome) {
  Chosen chosen;
  const auto* response = std::get_if<Response>(&outcome);
  if (response == nullptr) return chosen;
  for (const char* name : {"ImageId", "InstanceId"}) {
    const json::value* id = response->document.if_contains(name);
    if (id != nullptr && id->is_string()) chosen.ids.emplace_back(id->get_string());
  }
  if (const json::value* sets = response->document.if_contains("InstanceIdSets")) {
    for (const json::value& id : sets->at("InstanceIdSet").as_array()) {
      chosen.ids.emplace_back(id.as_string());
    }
  }
  if (!chosen.ids.empty()) {
    const Image* image = cloud.images().get(chosen.ids.front());
    if (image != nullptr) chosen.snapshot = image->snapshot;
  }
  return chosen;
}

/// Where a document lacks what the model's has. Null in the model's means that nothing may stand
/// there; a list must have the same length.
void compare(const std::string& place, const json::value& model, const json::value* cloud,
             Differences& differences) {
  const auto text = [](const json::value* v) { return v ? json::serialize(*v) : "nothing"; };
  if (model.is_object() && cloud != nullptr && cloud->is_object()) {
    for (const auto& [key, value] : model.get_object()) {
      compare(place + "/" + std::string(key), value, cloud->get_object().if_contains(key),
              differences);
    }
    return;
  }
  if (model.is_array() && cloud != nullptr && cloud->is_array() &&
      model.get_array().size() == cloud->get_array().size()) {
    for (std::size_t i = 0; i < model.get_array().size(); ++i) {
      compare(place + "/" + std::to_string(i), model.at(i), &cloud->at(i), differences);
    }
    return;
  }
  const bool is_same = model.is_null() ? cloud == nullptr : cloud != nullptr && *cloud == model;
  if (is_same) return;
  differences.push_back(place + ": cloud " + text(cloud) + ", model " + text(&model));
}

std::string text_of(const Outcome& outcome) {
  std::ostringstream text;
  const auto* refusal = std::get_if<Refusal>(&outcome);
  if (refusal == nullptr) return "success";
  text << refusal->status << ' ' << refusal->code << ", broken";
  for (const RuleId id : refusal->broken)
    text << ' ' << rule(id).id;
  text << ", " << refusal->message;
  return text.str();
}

/// Whether a message is the catalogue's, with something in the place of `%s`.
bool is_filled_in(const std::string& message, const std::string& pattern) {
  const auto hole = pattern.find("%s");
  if (hole == std::string::npos) return message == pattern;
  const std::string tail = pattern.substr(hole + 2);
  return message.size() >= pattern.size() - 2 && message.starts_with(pattern.substr(0, hole)) &&
         message.ends_with(tail) && message.find("%s") == std::string::npos;
}

bool is_same_refusal(const Refusal& cloud, const Refusal& model) {
  return cloud.status == model.status && cloud.code == model.code &&
         cloud.latitude == model.latitude && cloud.is_documented == model.is_documented &&
         cloud.broken == model.broken && is_filled_in(cloud.message, model.message);
}

/// Lists how two values of one name differ, if they do.
template <class T>
void compare_field(const std::string& name, const T& cloud, const T& model,
                   std::vector<std::string>& names) {
  if (cloud == model) return;
  std::ostringstream text;
  text << name;
  if constexpr (requires { text << cloud; }) {
    text << " (cloud " << cloud << ", model " << model << ")";
  } else if constexpr (std::is_enum_v<T>) {
    text << " (cloud " << to_text(cloud) << ", model " << to_text(model) << ")";
  }
  names.push_back(text.str());
}

std::vector<std::string> differing_fields(const Image& a, const Image& b) {
  std::vector<std::string> names;
  compare_field("name", a.name, b.name, names);
  compare_field("family", a.family, b.family, names);
  compare_field("description", a.description, b.description, names);
  compare_field("region", a.region, b.region, names);
  compare_field("owner", a.owner, b.owner, names);
  compare_field("created", a.created, b.created, names);
  compare_field("serial", a.serial, b.serial, names);
  compare_field("status_since", a.status_since, b.status_since, names);
  compare_field("status", a.status, b.status, names);
  compare_field("boot_mode", a.boot_mode, b.boot_mode, names);
  compare_field("architecture", a.architecture, b.architecture, names);
  compare_field("license", a.license, b.license, names);
  compare_field("origin", a.origin, b.origin, names);
  compare_field("nvme_supported", a.nvme_supported, b.nvme_supported, names);
  compare_field("imds_v2", a.imds_v2, b.imds_v2, names);
  compare_field("is_community", a.is_community, b.is_community, names);
  compare_field("was_ever_used", a.was_ever_used, b.was_ever_used, names);
  compare_field("is_windows", a.is_windows, b.is_windows, names);
  compare_field("size_gib", a.size_gib, b.size_gib, names);
  compare_field("platform", a.platform, b.platform, names);
  compare_field("shared_with", a.shared_with, b.shared_with, names);
  compare_field("tags", a.tags, b.tags, names);
  compare_field("snapshot", a.snapshot, b.snapshot, names);
  compare_field("copied_from", a.copied_from, b.copied_from, names);
  return names;
}

std::vector<std::string> differing_fields(const Instance& a, const Instance& b) {
  std::vector<std::string> names;
  compare_field("image", a.image, b.image, names);
  compare_field("region", a.region, b.region, names);
  compare_field("account", a.account, b.account, names);
  compare_field("created", a.created, b.created, names);
  compare_field("serial", a.serial, b.serial, names);
  compare_field("status", a.status, b.status, names);
  compare_field("boot_mode", a.boot_mode, b.boot_mode, names);
  compare_field("imds_v2", a.imds_v2, b.imds_v2, names);
  compare_field("is_deletion_protected", a.is_deletion_protected, b.is_deletion_protected, names);
  return names;
}

/// How a store of the cloud differs from a map of the model.
template <class Store, class Map>
void compare_stores(const Store& cloud, const Map& model, Differences& differences) {
  for (const auto& [id, value] : model) {
    const auto* twin = cloud.get(id);
    if (twin == nullptr) {
      differences.push_back(id + ": only the model has it");
    } else if (!(*twin == value)) {
      for (const std::string& field : differing_fields(*twin, value)) {
        differences.push_back(id + ": " + field);
      }
    }
  }
  if (cloud.size() > model.size()) differences.emplace_back("only the cloud has some more");
}

bool is_same_creation(const Creation& a, const Unfinished& b) {
  return a.image == b.image && a.takes == b.takes && a.is_waiting == b.is_waiting &&
         (a.is_waiting || a.begun == b.begun);
}

bool only_describes(const std::string& action) { return action.starts_with("Describe"); }

bool platform_in_model(Model& model, const std::string& image, const Event& event) {
  if (std::holds_alternative<event::Begin>(event)) return model.begin(image);
  if (std::holds_alternative<event::Finish>(event)) return model.finish(image);
  if (std::holds_alternative<event::Fail>(event)) return model.fail(image);
  return model.disable(image);
}

}  // namespace

bool may_apply_in_part(const Interpretation& interpretation) {
  return interpretation.follows("atomicity=in-listed-order"_reading) ||
         interpretation.follows("share-list-failure=good-ones-applied"_reading);
}

Twins::Twins(Cloud begin) : cloud(std::move(begin)), model(model_of(cloud)) {}

Differences Twins::send(const Request& request) {
  const Cloud before = cloud;
  outcome = cloud.handle(request, &trace_);
  note_effects();
  Differences differences = differing_answers(request, before);
  for (const std::string& d : differing_states())
    differences.push_back(d);
  return differences;
}

Differences Twins::differing_answers(const Request& request, const Cloud& before) {
  const Chosen chosen = chosen_by(cloud, outcome);
  const Outcome twin = model.handle(request, chosen);
  Differences differences;
  const auto* refusal = std::get_if<Refusal>(&outcome);
  const auto* twin_refusal = std::get_if<Refusal>(&twin);
  if (refusal != nullptr) {
    rules.insert(rules.end(), refusal->broken.begin(), refusal->broken.end());
  }
  const bool is_settled = refusal != nullptr ? !may_apply_in_part(model.settings.interpretation) ||
                                                   cloud.images() == before.images()
                                             : only_describes(request.action);
  if (is_settled && !(cloud == before)) differences.emplace_back("the cloud changed");
  if (refusal != nullptr && twin_refusal != nullptr) {
    if (!is_same_refusal(*refusal, *twin_refusal)) {
      differences.push_back("cloud " + text_of(outcome) + "; model " + text_of(twin));
    }
  } else if (refusal != nullptr || twin_refusal != nullptr) {
    differences.push_back("cloud " + text_of(outcome) + "; model " + text_of(twin));
  } else {
    const json::value document = std::get<Response>(outcome).document;
    compare("", std::get<Response>(twin).document, &document, differences);
  }
  return differences;
}

void Twins::note_effects() {
  rules = std::move(trace_.effects);
  trace_.clear();
}

Differences Twins::differing_states() const {
  Differences differences;
  compare_stores(cloud.images(), model.images, differences);
  compare_stores(cloud.instances(), model.instances, differences);
  if (cloud.now() != model.settings.clock) differences.emplace_back("the clocks differ");
  if (!std::equal(cloud.creations().begin(), cloud.creations().end(), model.unfinished.begin(),
                  model.unfinished.end(), is_same_creation)) {
    differences.emplace_back("the creations under way differ");
  }
  return differences;
}

Differences Twins::advance(Duration by) {
  cloud.advance(by, &trace_);
  note_effects();
  model.advance(by);
  return differing_states();
}

Differences Twins::platform(const std::string& image, const Event& event) {
  const bool is_done = !is_refused(cloud.platform(image, event, &trace_));
  note_effects();
  const bool is_done_in_model = platform_in_model(model, image, event);
  Differences differences;
  if (is_done != is_done_in_model) {
    differences.push_back(std::string("the platform's event was ") +
                          (is_done ? "taken by the cloud alone" : "taken by the model alone"));
  }
  for (const std::string& d : differing_states())
    differences.push_back(d);
  return differences;
}

}  // namespace imgfam::reference
