#include "reference/creation.hpp"

#include "reference/facts.hpp"
#include "reference/operations.hpp"

#include <algorithm>

namespace imgfam::reference {

std::string new_name(const Model& model, Ask& ask, const std::string& region) {
  const std::string name = ask.given["ImageName"];
  if (name.empty()) return name;
  ask.broken.unless(is_new_image_name(name, wording_of(model)), "create-name-format"_rule);
  const bool is_taken = is_name_taken(model, name, ask.caller, region);
  ask.broken.unless(!is_taken, "create-name-unused"_rule);
  return name;
}

std::string new_description(const Model& model, Ask& ask) {
  const std::string text = ask.given["Description"];
  const bool is_legal = text.empty() || is_description(text, wording_of(model));
  ask.broken.unless(is_legal, "create-description-format"_rule);
  return text;
}

std::optional<BootMode> new_boot_mode(const Model& model, Ask& ask,
                                      const std::vector<BootMode>& legal, RuleId rule) {
  if (!ask.given.has("BootMode")) return std::nullopt;
  for (const BootMode mode : legal) {
    if (is_word(ask.given["BootMode"], std::string(to_text(mode)), wording_of(model))) return mode;
  }
  ask.broken.add(rule);
  return std::nullopt;
}

Architecture new_architecture(Ask& ask) {
  const std::string text = ask.given["Architecture"];
  if (text == "i386") return Architecture::I386;
  if (text == "arm64") return Architecture::Arm64;
  ask.broken.unless(text.empty() || text == "x86_64", "create-architecture-value"_rule);
  return Architecture::X86_64;
}

void judge_tag_keys(Ask& ask, const std::vector<Tag>& tags) {
  std::set<std::string> keys;
  for (const Tag& tag : tags) {
    std::string key = tag.key;
    if (ask.action == "ImportImage") {
      std::transform(key.begin(), key.end(), key.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
    }
    ask.broken.unless(keys.insert(key).second, "tag-key-once"_rule);
  }
}

Image new_image(const Model& model, const Ask& ask, const std::string& region,
                const std::string& name) {
  Image image;
  image.id = ask.chosen.ids.empty() ? "made-up" : ask.chosen.ids.front();
  image.name = name.empty() ? image.id : name;
  image.region = region;
  image.owner = ask.caller;
  image.created = model.settings.clock;
  image.status_since = model.settings.clock;
  image.snapshot = ask.chosen.snapshot;
  return image;
}

void add_unfinished(Model& model, Image image, Duration takes, bool is_waiting) {
  image.serial = model.next_serial++;
  image.status = is_waiting ? Status::Waiting : Status::Creating;
  model.unfinished.push_back(
      {.image = image.id, .begun = model.settings.clock, .takes = takes, .is_waiting = is_waiting});
  model.images[image.id] = image;
  if (is_waiting) {
    start_copies(model, image.region);
  } else if (takes.seconds == 0) {
    complete(model, image.id);
  }
}

}  // namespace imgfam::reference
