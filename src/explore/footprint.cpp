#include "footprint.hpp"

#include "references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace imgfam {
namespace {

constexpr std::string_view every = "*";

bool overlap(const Thing& a, const Thing& b) {
  if (a.kind == ThingKind::All || b.kind == ThingKind::All) return true;
  return a.kind == b.kind && (a.name == every || b.name == every || a.name == b.name);
}

bool overlap(const std::set<Thing>& a, const std::set<Thing>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Thing& x) {
    return std::any_of(b.begin(), b.end(), [&](const Thing& y) { return overlap(x, y); });
  });
}

bool has_reference(std::string_view text) { return text.find("${") != std::string_view::npos; }

constexpr std::array<std::string_view, 3> creating{"CreateImage", "CopyImage", "ImportImage"};
constexpr std::array<std::string_view, 2> launching{"RunInstances", "CreateInstance"};

template <class Names>
bool is_one_of(std::string_view word, const Names& names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

/// `=m-1` for what is named by its id, `@0.2` for what the third step of the first pipeline makes.
std::string made_by(std::size_t pipeline, std::size_t step) {
  return fmt::format("@{}.{}", pipeline, step);
}

/// What names of one pipeline stand for: things that its steps make, or `*`.
using Meanings = std::map<std::string, std::string, std::less<>>;

Meanings meanings_of(const Pipeline& pipeline, std::size_t number) {
  Meanings out;
  for (std::size_t i = 0; i < pipeline.steps.size(); ++i) {
    const auto* step = std::get_if<RequestStep>(&pipeline.steps[i]);
    if (!step) continue;
    const bool creates = is_one_of(step->request.action, creating);
    const bool launches = is_one_of(step->request.action, launching);
    // A ClientToken may earn the answer that another step has got.
    const bool is_repeatable = step->request.find("ClientToken") != nullptr;
    const std::string made = is_repeatable ? std::string(every) : made_by(number, i);
    if (creates) out[fmt::format("{}", i + 1)] = made;
    for (const Binding& b : step->bind) {
      const bool is_image = creates && (b.place == "ImageId" || b.place == "/ImageId");
      const bool is_instance = launches && b.place.find("InstanceId") != std::string::npos;
      const bool is_again = out.contains(b.name);
      out[b.name] = !is_again && (is_image || is_instance) ? made : std::string(every);
    }
  }
  return out;
}

std::string thing_named(std::string_view text, const Meanings& meanings) {
  if (!has_reference(text)) return fmt::format("={}", text);
  const bool is_whole = text.starts_with("${") && text.find('}') == text.size() - 1;
  const auto known = is_whole ? meanings.find(text.substr(2, text.size() - 3)) : meanings.end();
  return known == meanings.end() ? std::string(every) : known->second;
}

std::string owned(AccountId owner, std::string_view name) {
  return has_reference(name) ? std::string(every) : fmt::format("{}/{}", to_string(owner), name);
}

/// What may be said of an image at some time: families and names that it has or may get.
struct ImageFacts {
  std::set<std::string> families;
  std::set<std::string> names;
};

}  // namespace

bool can_matter(const Footprint& a, const Footprint& b) {
  return overlap(a.writes, b.writes) || overlap(a.writes, b.reads) || overlap(a.reads, b.writes);
}

/// Makes the footprints: first what holds of all pipelines together, then step by step.
class FootprintMaker {
 public:
  FootprintMaker(const Cloud& start, const std::vector<Pipeline>& pipelines)
      : start_(start), pipelines_(pipelines) {
    for (std::size_t p = 0; p < pipelines.size(); ++p)
      meanings_.push_back(meanings_of(pipelines[p], p));
    gather_given();
    for_each_request([&](PipelineStep at, const RequestStep& step) { gather(at, step); });
    for_each_request([&](PipelineStep at, const RequestStep& step) { gather_changes(at, step); });
    judge_quotas();
  }

  Footprint of(PipelineStep at) {
    at_ = at;
    out_ = {};
    std::visit(*this, pipelines_[at.pipeline].steps[at.step]);
    return std::move(out_);
  }

  /// What a check looks at; names mean what the meanings say.
  static void add_reads(const Check& check, const Meanings& meanings, Footprint& out) {
    if (const auto* family = std::get_if<FamilyCheck>(&check))
      add_family_reads(family->as, family->family, out);
    if (const auto* image = std::get_if<ImageCheck>(&check))
      out.reads.insert({ThingKind::Image, thing_named(image->image, meanings)});
    if (const auto* instance = std::get_if<InstanceCheck>(&check))
      out.reads.insert({ThingKind::Instance, thing_named(instance->instance, meanings)});
  }

  void operator()(const RequestStep& step) {
    const std::string_view action = step.request.action;
    add_token(step.request);
    if (quotas_matter_) write(ThingKind::Quotas);
    if (is_one_of(action, creating)) return create(step);
    if (is_one_of(action, launching)) return launch(step.request);
    if (action == "ModifyImageAttribute" || action == "ModifyImageSharePermission")
      return change_image(parameter(step.request, "ImageId"));
    if (action == "DeleteImage" || action == "CancelCopyImage") {
      write(has_copies_ || has_waiting_ ? ThingKind::All : ThingKind::Snapshots);
      return change_image(parameter(step.request, "ImageId"));
    }
    if (action == "DescribeImageFromFamily") return describe_family(step);
    if (action == "DescribeImageSharePermission")
      return read(ThingKind::Image, named(parameter(step.request, "ImageId")));
    if (action == "StartInstance" || action == "StopInstance")
      return write(ThingKind::Instance, named(parameter(step.request, "InstanceId")));
    if (action == "DeleteInstance") return release(parameter(step.request, "InstanceId"));
    if (action == "ReplaceSystemDisk") {
      write(ThingKind::Instance, named(parameter(step.request, "InstanceId")));
      return write(ThingKind::Image, std::string(every));
    }
    if (action == "DescribeRegions") return;
    if (action == "DescribeImages" || action == "DescribeInstances") return read(ThingKind::All);
    write(ThingKind::All);
  }

  void operator()(const PlatformStep& step) {
    if (has_copies_ || has_waiting_) write(ThingKind::All);
    change_image(step.image);
  }

  void operator()(const AdvanceStep&) { write(ThingKind::All); }

  template <class C>
  void operator()(const C& check) {
    add_reads(check, meanings_[at_.pipeline], out_);
  }

 private:
  // ---- Of all pipelines together ----

  template <class Visit>
  void for_each_request(Visit&& visit) const {
    for (std::size_t p = 0; p < pipelines_.size(); ++p) {
      for (std::size_t i = 0; i < pipelines_[p].steps.size(); ++i) {
        if (const auto* step = std::get_if<RequestStep>(&pipelines_[p].steps[i]))
          visit(PipelineStep{p, i}, *step);
      }
    }
  }

  void gather_given() {
    start_.images().for_each([&](const Image& image) {
      ImageFacts& facts = facts_["=" + image.id];
      facts.names.insert(owned(image.owner, image.name));
      if (!image.family.empty()) facts.families.insert(owned(image.owner, image.family));
      families_.insert(owned(image.owner, image.family));
      has_waiting_ = has_waiting_ || image.status == Status::Waiting;
      ++images_;
    });
  }

  /// What the step makes.
  void gather(PipelineStep at, const RequestStep& step) {
    const Request& request = step.request;
    has_copies_ = has_copies_ || request.action == "CopyImage";
    order_shows_ = order_shows_ || request.action == "DescribeImages";
    launch_order_shows_ = launch_order_shows_ || request.action == "DescribeInstances";
    replaces_ = replaces_ || request.action == "ReplaceSystemDisk";
    const std::string image = parameter(request, "ImageId");
    if (is_one_of(request.action, launching) && !image.empty())
      launched_from_[made_by(at.pipeline, at.step)] = thing_named(image, meanings_[at.pipeline]);
    if (!is_one_of(request.action, creating)) return;
    ImageFacts& facts = facts_[made_by(at.pipeline, at.step)];
    const std::string name = name_parameter(request);
    if (!name.empty()) facts.names.insert(owned(request.account, name));
    const std::string family = parameter(request, "ImageFamily");
    if (!family.empty()) facts.families.insert(owned(request.account, family));
    ++images_;
    ++families_new_;
  }

  /// What the step may come to change of images.
  void gather_changes(PipelineStep at, const RequestStep& step) {
    const Request& request = step.request;
    if (request.action != "ModifyImageAttribute") return;
    const std::string family = parameter(request, "ImageFamily");
    const std::string name = parameter(request, "ImageName");
    const std::string image = thing_named(parameter(request, "ImageId"), meanings_[at.pipeline]);
    if (!family.empty()) {
      ++families_new_;
      order_shows_ = order_shows_ || !image.starts_with('=');
    }
    for (auto& [id, facts] : facts_) {
      if (image != every && image != id) continue;
      if (!family.empty()) facts.families.insert(owned(request.account, family));
      if (!name.empty()) facts.names.insert(owned(request.account, name));
    }
  }

  /// A quota that is out of reach, whatever the pipelines do, ties no steps together.
  void judge_quotas() {
    const Quotas& q = start_.settings().quotas;
    quotas_matter_ = images_ > std::min({q.images_per_family, q.images_per_region,
                                         q.images_shared_with_account}) ||
                     families_.size() + families_new_ > q.families_per_region;
  }

  // ---- Of one step ----

  static std::string parameter(const Request& request, std::string_view name) {
    const std::string* value = request.find(name);
    return value ? *value : std::string();
  }
  static std::string name_parameter(const Request& request) {
    return parameter(request, request.action == "CopyImage" ? "DestinationImageName" : "ImageName");
  }
  std::string named(std::string_view text) const {
    return thing_named(text, meanings_[at_.pipeline]);
  }
  void read(ThingKind kind, std::string name = {}) { out_.reads.insert({kind, std::move(name)}); }
  void write(ThingKind kind, std::string name = {}) { out_.writes.insert({kind, std::move(name)}); }

  void add_token(const Request& request) {
    const std::string token = parameter(request, "ClientToken");
    if (!token.empty()) write(ThingKind::Token, owned(request.account, request.action + token));
  }

  void create(const RequestStep& step) {
    const Request& request = step.request;
    write(ThingKind::Image, made_by(at_.pipeline, at_.step));
    if (order_shows_) write(ThingKind::Order);
    const std::string name = name_parameter(request);
    if (!name.empty()) write(ThingKind::Name, owned(request.account, name));
    const std::string family = parameter(request, "ImageFamily");
    if (!family.empty()) write(ThingKind::Family, owned(request.account, family));
    const std::string instance = parameter(request, "InstanceId");
    if (!instance.empty()) read(ThingKind::Instance, named(instance));
    for (const Parameter& p : request.parameters) {
      if (p.name.ends_with("SnapshotId")) read(ThingKind::Snapshots);
    }
    if (request.action != "CopyImage") return;
    write(has_waiting_ ? ThingKind::All : ThingKind::Copies);
    read(ThingKind::Image, named(parameter(request, "ImageId")));
  }

  void launch(const Request& request) {
    write(ThingKind::Instance, made_by(at_.pipeline, at_.step));
    if (launch_order_shows_) write(ThingKind::Order);
    const std::string image = parameter(request, "ImageId");
    if (!image.empty()) write(ThingKind::Image, named(image));
    const std::string family = parameter(request, "ImageFamily");
    if (family.empty()) return;
    add_family_reads(request.account, family, out_);
    write(ThingKind::Image, std::string(every));
  }

  /// The image that the instance was made from is in use no more.
  void release(std::string_view id) {
    const std::string instance = named(id);
    write(ThingKind::Instance, instance);
    const Instance* given = start_.instances().get(id);
    const auto launched = launched_from_.find(instance);
    std::string image(every);
    if (!replaces_ && given) image = "=" + given->image;
    if (!replaces_ && launched != launched_from_.end()) image = launched->second;
    write(ThingKind::Image, std::move(image));
  }

  /// Whatever is changed of an image may decide what its families resolve to and which names are
  /// free.
  void change_image(std::string_view text) {
    const std::string image = named(text);
    write(ThingKind::Image, image);
    for (const auto& [id, facts] : facts_) {
      if (image != every && image != id) continue;
      for (const std::string& family : facts.families)
        write(ThingKind::Family, family);
      for (const std::string& name : facts.names)
        write(ThingKind::Name, name);
    }
  }

  void describe_family(const RequestStep& step) {
    const auto is_id = [](std::string_view place) { return place.ends_with("ImageId"); };
    const bool only_ids = std::all_of(step.bind.begin(), step.bind.end(),
                                      [&](const Binding& b) { return is_id(b.place); }) &&
                          std::all_of(step.expect.response.begin(), step.expect.response.end(),
                                      [&](const ExpectedValue& v) { return is_id(v.place); });
    if (!only_ids) return read(ThingKind::All);
    add_family_reads(step.request.account, parameter(step.request, "ImageFamily"), out_);
  }

  static void add_family_reads(AccountId account, std::string_view family, Footprint& out) {
    out.reads.insert({ThingKind::Family, owned(account, family)});
    constexpr std::string_view foreign = "acs:";
    const auto colon = family.find(':', foreign.size());
    if (!family.starts_with(foreign) || colon == std::string_view::npos) return;
    const auto owner = parse_account(family.substr(foreign.size(), colon - foreign.size()));
    if (owner) out.reads.insert({ThingKind::Family, owned(*owner, family.substr(colon + 1))});
  }

  const Cloud& start_;
  const std::vector<Pipeline>& pipelines_;
  std::vector<Meanings> meanings_;  ///< By pipeline.
  std::map<std::string, ImageFacts> facts_;
  std::map<std::string, std::string> launched_from_;  ///< Image by instance.
  std::set<std::string> families_;
  std::size_t families_new_ = 0;  ///< At most.
  std::size_t images_ = 0;        ///< At most, ever.
  bool quotas_matter_ = false;
  bool has_copies_ = false;
  bool has_waiting_ = false;
  bool order_shows_ = false;
  bool launch_order_shows_ = false;
  bool replaces_ = false;
  PipelineStep at_;
  Footprint out_;
};

Footprints::Footprints(const Cloud& start, const std::vector<Pipeline>& pipelines)
    : pipelines_(pipelines) {
  FootprintMaker maker(start, pipelines);
  for (std::size_t p = 0; p < pipelines.size(); ++p) {
    auto& steps = steps_.emplace_back();
    for (std::size_t i = 0; i < pipelines[p].steps.size(); ++i)
      steps.push_back(maker.of({p, i}));
  }
}

Footprint Footprints::of_claim(const Claim& claim) const {
  Meanings meanings;
  for (std::size_t p = 0; p < pipelines_.size(); ++p) {
    for (auto& [name, meaning] : meanings_of(pipelines_[p], p))
      meanings[pipelines_[p].name + "." + name] = meaning;
  }
  Footprint out;
  for (const Claim::Leaf& leaf : claim.leaves()) {
    if (const auto* check = std::get_if<Check>(&leaf))
      FootprintMaker::add_reads(*check, meanings, out);
  }
  return out;
}

bool Footprints::can_change(PipelineStep step, const Claim& claim) const {
  const Pipeline& pipeline = pipelines_[step.pipeline];
  for (const StepDone& done : steps_named(claim)) {
    if (done.pipeline == pipeline.name && done.step == step.step + 1) return true;
  }
  const auto* request = std::get_if<RequestStep>(&pipeline.steps[step.step]);
  for (const Reference& r : references_of(claim)) {
    if (!request || r.pipeline != pipeline.name) continue;
    const bool binds = std::any_of(request->bind.begin(), request->bind.end(),
                                   [&](const Binding& b) { return b.name == r.name; });
    if (binds || r.name == fmt::format("{}", step.step + 1)) return true;
  }
  return overlap(of(step).writes, of_claim(claim).reads);
}

}  // namespace imgfam
