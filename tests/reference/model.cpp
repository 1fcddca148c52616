#include "reference/model.hpp"

#include "reference/facts.hpp"
#include "reference/operations.hpp"

#include <algorithm>

namespace imgfam::reference {
namespace {

const std::map<std::string, Operation>& operations_by_name() {
  static const std::map<std::string, Operation> table{
      {"ModifyImageAttribute", modify_image_attribute},
      {"ModifyImageSharePermission", modify_image_share_permission},
      {"DescribeImageSharePermission", describe_image_share_permission},
      {"CreateImage", create_image},
      {"ImportImage", import_image},
      {"CopyImage", copy_image},
      {"CancelCopyImage", cancel_copy_image},
      {"DeleteImage", delete_image},
      {"DescribeImages", describe_images},
      {"DescribeImageFromFamily", describe_image_from_family},
      {"DescribeRegions", describe_regions},
      {"RunInstances", run_instances},
      {"CreateInstance", create_instance},
      {"ReplaceSystemDisk", replace_system_disk},
      {"StartInstance", start_instance},
      {"StopInstance", stop_instance},
      {"DeleteInstance", delete_instance},
      {"DeleteInstances", delete_instances},
      {"DescribeInstances", describe_instances}};
  return table;
}

/// Whether DryRun asks for nothing but the checks: where the page describes it, and elsewhere under
/// that reading of `dry-run`.
bool is_dry_run(const Model& model, Ask& ask) {
  const std::set<std::string> always{"DescribeImages", "CopyImage",      "ImportImage",
                                     "RunInstances",   "CreateInstance", "DeleteInstance"};
  const std::set<std::string> by_reading{"ModifyImageAttribute", "ModifyImageSharePermission",
                                         "CreateImage", "DeleteImage"};
  const bool is_described = always.contains(ask.action);
  if (!is_described && !by_reading.contains(ask.action)) return false;
  const bool is_asked = flag(ask, "DryRun").value_or(false);
  return is_asked && (is_described || model.reads("dry-run=checked"_reading));
}

bool takes_token(const std::string& action) {
  const std::set<std::string> actions{"CreateImage",  "CopyImage",      "ImportImage",
                                      "RunInstances", "CreateInstance", "DeleteInstances"};
  return actions.contains(action);
}

bool is_token(const std::string& text) {
  return text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 32 && c < 127; });
}

/// Answers a request with a ClientToken, which is known again when it was used before.
Outcome handle_once(Model& model, Ask& ask, Operation operation) {
  const std::string token = ask.given["ClientToken"];
  ask.broken.unless(is_token(token), "client-token-format"_rule);
  const std::tuple key(ask.caller, ask.action, token);
  const auto parameters = ask.given.all_but_token();
  const auto earlier = model.tokens.find(key);
  if (earlier != model.tokens.end()) {
    if (earlier->second.parameters == parameters) return earlier->second.answer;
    ask.broken.add("client-token-same-request"_rule);
  }
  Outcome outcome = operation(model, ask);
  if (!is_refused(outcome)) model.tokens[key] = {parameters, outcome};
  return outcome;
}

std::vector<Unfinished>::iterator find_unfinished(Model& model, const std::string& image) {
  return std::find_if(model.unfinished.begin(), model.unfinished.end(),
                      [&](const Unfinished& u) { return u.image == image; });
}

bool has_place(const Model& model, const std::string& region) {
  std::size_t places = model.settings.settle.copies_at_once;
  if (places == 0) places = model.is_since(Edition::E2023) ? 5 : 1;
  std::size_t running = 0;
  for (const Unfinished& u : model.unfinished) {
    const Image& image = model.images.at(u.image);
    const bool is_here = image.origin == Origin::Copied && image.region == region;
    running += is_here && !u.is_waiting ? 1 : 0;
  }
  return running < places;
}

void start(Model& model, Unfinished& creation) {
  creation.is_waiting = false;
  creation.begun = model.settings.clock;
  set_status(model, model.images.at(creation.image), Status::Creating);
}

/// Begins one waiting copy that has a place; false when there is none.
bool start_one(Model& model, const std::string& region) {
  for (Unfinished& u : model.unfinished) {
    const bool is_here = model.images.at(u.image).region == region;
    if (!is_here || !u.is_waiting || !has_place(model, region)) continue;
    start(model, u);
    const std::string image = u.image;
    if (u.takes.seconds == 0) complete(model, image);
    return true;
  }
  return false;
}

/// Ends a creation with the status that the platform gives the image.
void end_as(Model& model, const std::string& image, Status status) {
  set_status(model, model.images.at(image), status);
  std::erase_if(model.unfinished, [&](const Unfinished& u) { return u.image == image; });
  start_copies(model, model.images.at(image).region);
}

std::set<std::string> regions_of_creations(const Model& model) {
  std::set<std::string> regions;
  for (const Unfinished& u : model.unfinished)
    regions.insert(model.images.at(u.image).region);
  return regions;
}

/// The creation that is complete next; nullptr when none is under way.
const Unfinished* next_complete(const Model& model) {
  const Unfinished* next = nullptr;
  for (const Unfinished& u : model.unfinished) {
    if (!u.is_waiting && (next == nullptr || u.begun + u.takes < next->begun + next->takes))
      next = &u;
  }
  return next;
}

}  // namespace

void start_copies(Model& model, const std::string& region) {
  while (start_one(model, region)) {
  }
}

void complete(Model& model, const std::string& id) {
  set_status(model, model.images.at(id), Status::Available);
  std::erase_if(model.unfinished, [&](const Unfinished& u) { return u.image == id; });
}

void remove_image(Model& model, const std::string& id) {
  const std::string region = model.images.at(id).region;
  std::erase_if(model.unfinished, [&](const Unfinished& u) { return u.image == id; });
  model.images.erase(id);
  start_copies(model, region);
}

void set_status(const Model& model, Image& image, Status status) {
  image.status = status;
  image.status_since = model.settings.clock;
}

Outcome Model::handle(const Request& request, const Chosen& chosen) {
  Ask ask{.action = request.action,
          .caller = request.account,
          .given = Parameters(request, settings.edition),
          .chosen = chosen,
          .broken = Broken(settings.edition)};
  const auto it = operations_by_name().find(request.action);
  if (it == operations_by_name().end()) {
    ask.broken.add("action-known"_rule);
    return *stopped(*this, ask);
  }
  ask.is_dry_run = is_dry_run(*this, ask);
  if (takes_token(ask.action) && ask.given.has("ClientToken")) {
    return handle_once(*this, ask, it->second);
  }
  return it->second(*this, ask);
}

void Model::advance(Duration by) {
  const SimTime target = settings.clock + by;
  for (const std::string& region : regions_of_creations(*this))
    start_copies(*this, region);
  for (const auto* next = next_complete(*this);
       next != nullptr && next->begun + next->takes <= target; next = next_complete(*this)) {
    if (next->begun + next->takes > settings.clock) settings.clock = next->begun + next->takes;
    const std::string image = next->image;
    complete(*this, image);
    start_copies(*this, images.at(image).region);
  }
  settings.clock = target;
}

bool Model::begin(const std::string& image) {
  const auto it = find_unfinished(*this, image);
  if (it == unfinished.end() || !it->is_waiting) return false;
  start(*this, *it);
  start_copies(*this, images.at(image).region);
  return true;
}

bool Model::finish(const std::string& image) {
  if (images.at(image).status != Status::Creating) return false;
  end_as(*this, image, Status::Available);
  return true;
}

bool Model::fail(const std::string& image) {
  if (!is_creating(images.at(image))) return false;
  end_as(*this, image, Status::CreateFailed);
  return true;
}

bool Model::disable(const std::string& image) {
  if (images.at(image).status == Status::UnAvailable) return false;
  end_as(*this, image, Status::UnAvailable);
  return true;
}

}  // namespace imgfam::reference
