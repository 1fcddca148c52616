#include "references.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace imgfam {
namespace {

bool makes_image(const StepAction& action) {
  const auto* step = std::get_if<RequestStep>(&action);
  return step && (step->request.action == "CreateImage" || step->request.action == "CopyImage" ||
                  step->request.action == "ImportImage");
}

const Pipeline* find_pipeline(const std::vector<Pipeline>& pipelines, std::string_view name) {
  const auto it = std::find_if(pipelines.begin(), pipelines.end(),
                               [&](const Pipeline& p) { return p.name == name; });
  return it == pipelines.end() ? nullptr : &*it;
}

/// What a claim may write after `<pipeline>.`.
std::vector<std::string> names_of(const Pipeline& pipeline) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < pipeline.steps.size(); ++i) {
    if (const auto* step = std::get_if<RequestStep>(&pipeline.steps[i])) {
      for (const Binding& b : step->bind)
        out.push_back(b.name);
    }
    if (makes_image(pipeline.steps[i])) out.push_back(fmt::format("{}", i + 1));
  }
  return out;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known,
                         std::string_view otherwise) {
  const std::string_view near = nearest(word, {known.begin(), known.end()});
  return near.empty() ? std::string(otherwise) : fmt::format("did you mean `{}`?", near);
}

Diagnostic no_such_pipeline(std::string_view name, const std::vector<Pipeline>& pipelines) {
  std::vector<std::string> known;
  for (const Pipeline& p : pipelines)
    known.push_back(p.name);
  return problem("ILV003", fmt::format("a claim names the pipeline `{}`", printable(name)),
                 did_you_mean(name, known, fmt::format("there are {}", fmt::join(known, ", "))));
}

/// What is wrong with what a claim names.
std::optional<Diagnostic> wrong_reference(const Claim& claim,
                                          const std::vector<Pipeline>& pipelines) {
  for (const StepDone& done : steps_named(claim)) {
    const Pipeline* pipeline = find_pipeline(pipelines, done.pipeline);
    if (!pipeline) return no_such_pipeline(done.pipeline, pipelines);
    if (done.step > pipeline->steps.size())
      return problem(
          "ILV003",
          fmt::format("a claim names step {} of the pipeline `{}`", done.step, done.pipeline),
          fmt::format("it has {} step{}", pipeline->steps.size(),
                      pipeline->steps.size() == 1 ? "" : "s"));
  }
  for (const Reference& reference : references_of(claim)) {
    const Pipeline* pipeline = find_pipeline(pipelines, reference.pipeline);
    if (!pipeline) return no_such_pipeline(reference.pipeline, pipelines);
    const auto known = names_of(*pipeline);
    if (std::find(known.begin(), known.end(), reference.name) != known.end()) continue;
    const std::string all = known.empty() ? "it binds nothing and creates no image"
                                          : fmt::format("it has {}", fmt::join(known, ", "));
    return problem("ILV004",
                   fmt::format("the pipeline `{}` binds no `{}`", reference.pipeline,
                               printable(reference.name)),
                   did_you_mean(reference.name, known, all));
  }
  return std::nullopt;
}

/// Every image that there may be, as a claim names it.
std::vector<std::string> all_images(const Cloud& start, const std::vector<Pipeline>& pipelines) {
  std::vector<std::string> out;
  for (const Image* image : start.images().in_order()) {
    if (image->origin != Origin::System) out.push_back(image->id);
  }
  for (const Pipeline& pipeline : pipelines) {
    for (std::size_t i = 0; i < pipeline.steps.size(); ++i) {
      if (makes_image(pipeline.steps[i]))
        out.push_back(fmt::format("${{{}.{}}}", pipeline.name, i + 1));
    }
  }
  return out;
}

}  // namespace

Reference reference_named(std::string_view text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos) return {std::string(), std::string(text)};
  return {std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
}

std::vector<Reference> references_of(const Claim& claim) {
  std::vector<Reference> out;
  for (const Claim::Leaf& leaf : claim.leaves()) {
    const auto* named = std::get_if<Check>(&leaf);
    if (!named) continue;
    Check check = *named;
    for_each_text(check, [&](std::string& text) {
      for (const std::string& name : names_in(text)) {
        Reference reference = reference_named(name);
        if (std::find(out.begin(), out.end(), reference) == out.end())
          out.push_back(std::move(reference));
      }
    });
  }
  return out;
}

std::vector<StepDone> steps_named(const Claim& claim) {
  std::vector<StepDone> out;
  for (const Claim::Leaf& leaf : claim.leaves()) {
    const auto* done = std::get_if<StepDone>(&leaf);
    if (done && std::find(out.begin(), out.end(), *done) == out.end()) out.push_back(*done);
  }
  return out;
}

Result<Claim> claim_about(const Watch& watch, const Cloud& start,
                          const std::vector<Pipeline>& pipelines) {
  if (auto wrong = wrong_reference(watch.claim, pipelines)) return *wrong;
  const bool is_about_all = watch.kind == WatchKind::Always;
  Claim claim = watch.claim;
  for (const std::string& variable : variables_of(watch.claim)) {
    ImageCheck image;
    image.image = variable;
    image.exists = !is_about_all;
    claim = is_about_all ? Claim::either(Claim(Check(image)), claim)
                         : Claim::both(Claim(Check(image)), claim);
  }
  return spell_out(claim, all_images(start, pipelines), is_about_all);
}

bool holds_now(const Claim& claim, const Cloud& cloud, const std::vector<Pipeline>& pipelines,
               const std::vector<Names>& names, const std::vector<std::size_t>& done) {
  const auto place_of = [&](std::string_view name) {
    return static_cast<std::size_t>(find_pipeline(pipelines, name) - pipelines.data());
  };
  const auto checks = checks_of(claim, pipelines, names);
  std::vector<bool> values;
  std::size_t next_check = 0;
  for (const Claim::Leaf& leaf : claim.leaves()) {
    const auto* step = std::get_if<StepDone>(&leaf);
    values.push_back(step ? done[place_of(step->pipeline)] >= step->step
                          : holds(checks[next_check++], cloud));
  }
  return claim.evaluate<bool>([&](std::size_t i) { return bool{values[i]}; });
}

std::vector<std::string> deciding_images(const Watch& watch, const Cloud& start,
                                         const std::vector<Pipeline>& pipelines,
                                         const OrderReplay& there) {
  std::vector<std::string> out;
  for (const std::string& variable : variables_of(watch.claim)) {
    for (const Image* image : there.cloud.images().in_order()) {
      if (image->origin == Origin::System) continue;
      const Watch about{watch.kind, watch.claim.with_names({variable}, {image->id}, true)};
      const auto claim = claim_about(about, start, pipelines);
      if (!claim) return out;  // Too many ways to put images in for the other variables.
      const bool holds = holds_now(*claim, there.cloud, pipelines, there.names, there.done);
      if (holds != (watch.kind == WatchKind::Always)) out.push_back(image->id);
    }
  }
  return out;
}

std::vector<Check> checks_of(const Claim& claim, const std::vector<Pipeline>& pipelines,
                             const std::vector<Names>& names) {
  Names known;
  for (const Reference& reference : references_of(claim)) {
    const Pipeline* pipeline = find_pipeline(pipelines, reference.pipeline);
    if (!pipeline) continue;
    const Names& own = names[static_cast<std::size_t>(pipeline - pipelines.data())];
    if (const auto it = own.find(reference.name); it != own.end())
      known[reference.pipeline + "." + reference.name] = it->second;
  }
  std::vector<Check> out;
  for (const Claim::Leaf& leaf : claim.leaves()) {
    if (const auto* check = std::get_if<Check>(&leaf)) {
      out.push_back(*check);
      // A name that is not bound stays as it is, and nothing has such an id.
      for_each_text(out.back(), [&](std::string& text) { fill(text, known); });
    }
  }
  return out;
}

}  // namespace imgfam
