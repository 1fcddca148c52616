#include <imgfam/explore/explore.hpp>

#include "engines.hpp"

#include <imgfam/model/assert.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {
namespace {

Diagnostic cannot(Engine engine, std::string_view why) {
  return problem("EXP004",
                 fmt::format("the engine {} cannot explore this: {}", to_text(engine), why),
                 "leave the engine out, and one that can is taken");
}

Diagnostic too_much_memory(Engine engine, std::uint64_t bytes, std::uint64_t bytes_max) {
  const auto mib = [](std::uint64_t b) { return (b + (1U << 20U) - 1) >> 20U; };
  return problem("EXP005",
                 fmt::format("the engine {} would need {} MiB; {} MiB are allowed", to_text(engine),
                             mib(bytes), mib(bytes_max)),
                 "allow more memory, or look at fewer images, accounts or instances");
}

}  // namespace

bool is_about_claims(Property::Kind kind) {
  return kind == Property::Kind::Always || kind == Property::Kind::Never ||
         kind == Property::Kind::Reachable;
}

bool is_about_states(Property::Kind kind) {
  return is_about_claims(kind) || kind == Property::Kind::SharedNeverDeprecated ||
         kind == Property::Kind::DeprecatedNeverResolved ||
         kind == Property::Kind::EmptyWithoutAvailable;
}

bool decides(Property::Kind kind, bool value) {
  const bool wants_false = kind == Property::Kind::Never || kind == Property::Kind::Reachable;
  return wants_false ? value : !value;
}

bool violates(Property::Kind kind, const FamilyModel& model, const FamilyState& state,
              const ModelRequest& request, const RuleSet& broken, const FamilyState& next) {
  if (kind == Property::Kind::RefusedChangesNothing) return broken.any() && !(next == state);
  if (broken.any()) return false;
  if (kind == Property::Kind::DeprecationCanBeUndone) {
    if (request.act != Act::Deprecate || next == state) return false;
    FamilyState back = next;
    const RuleSet refused = model.apply(back, {Act::Restore, request.subject, 0});
    return refused.any() || !(back == state);
  }
  for (std::size_t i = 0; i < state.images.size(); ++i) {
    const bool is_there = state.images[i].is_created && next.images[i].status != Status::Deleted;
    if (is_there && state.images[i].boot_mode != next.images[i].boot_mode &&
        model.is_in_use(state, i))
      return true;
  }
  return false;
}

std::vector<Property> shipped_properties() {
  std::vector<Property> properties;
  properties.push_back(
      {Property::Kind::SharedNeverDeprecated, "a shared image is never Deprecated", std::nullopt});
  properties.push_back({Property::Kind::DeprecatedNeverResolved,
                        "a Deprecated image is never what its family resolves to", std::nullopt});
  properties.push_back({Property::Kind::EmptyWithoutAvailable,
                        "a family resolves to nothing only if no member is Available",
                        std::nullopt});
  properties.push_back(
      {Property::Kind::RefusedChangesNothing, "a refused request changes nothing", std::nullopt});
  properties.push_back(
      {Property::Kind::DeprecationCanBeUndone, "every deprecation can be undone", std::nullopt});
  properties.push_back({Property::Kind::BootModeInUseStays,
                        "the boot mode of an image in use never changes", std::nullopt});
  return properties;
}

namespace {

/// What a property comes to for which an engine found nothing.
Finding finding_without(Property::Kind kind, bool is_complete) {
  if (!is_complete) return Finding::Undecided;
  return kind == Property::Kind::Reachable ? Finding::Violated : Finding::Holds;
}

/// By the engine asked for, or by one that can. Properties for which nothing was found stay
/// Undecided.
Result<Exploration> explore_by_engine(const FamilyModel& model,
                                      const std::vector<Property>& properties,
                                      const ExploreOptions& options) {
  const std::optional<DigitModel> digits = DigitModel::of(model);
  const auto dense = digits ? dense_bytes(*digits) : std::nullopt;
  if (options.engine == Engine::Words || options.engine == Engine::Dense) {
    const bool is_dense = options.engine == Engine::Dense;
    const auto bytes = is_dense || !digits ? dense : words_bytes(*digits);
    if (!bytes)
      return cannot(options.engine,
                    "it begins with images, has a quota that can be reached, or "
                    "has too many accounts or instances");
    if (*bytes > options.bytes_max)
      return too_much_memory(options.engine, *bytes, options.bytes_max);
    const ExploreOptions standard;
    if (!is_dense &&
        (options.depth_max != standard.depth_max || options.states_max != standard.states_max))
      return cannot(options.engine,
                    "it knows no depth, and its states only at the end, so neither "
                    "can bound it");
    return is_dense ? explore_dense(*digits, properties, options)
                    : explore_words(*digits, properties, options);
  }
  if (options.engine == Engine::Automatic && dense && *dense <= options.bytes_max)
    return explore_dense(*digits, properties, options);
  return explore_hash(model, digits, properties, options);
}

}  // namespace

Result<Exploration> explore(const FamilyModel& model, const std::vector<Property>& properties,
                            const ExploreOptions& options) {
  auto found = explore_by_engine(model, properties, options);
  if (!found) return found;
  for (std::size_t p = 0; p < properties.size(); ++p) {
    PropertyFinding& finding = found->properties[p];
    if (finding.finding == Finding::Undecided)
      finding.finding = finding_without(properties[p].kind, found->is_complete());
  }
  return found;
}

}  // namespace imgfam
