#include "explore/interleave_random.hpp"

#include <imgfam/model/assert.hpp>

#include <boost/json/string.hpp>

#include <fmt/format.h>

#include <sstream>

namespace imgfam {
namespace {

constexpr AccountId us{1000000000000001};
constexpr AccountId them{2000000000000002};
constexpr std::string_view region = "cn-hangzhou";

/// Draws the parts of pipelines. SplitMix64, so that a seed means the same everywhere.
class Drawer {
 public:
  explicit Drawer(std::uint64_t seed) : state_(seed) {}

  DrawnPipelines draw() {
    DrawnPipelines out{start(), {}, {}};
    const std::size_t count = 2 + below(2);
    for (std::size_t p = 0; p < count; ++p) {
      Pipeline pipeline{std::string(1, static_cast<char>('a' + p)), {}};
      bound_.clear();
      const std::size_t steps = count == 2 ? 2 + below(3) : 1 + below(2);
      for (std::size_t i = 0; i < steps; ++i)
        pipeline.steps.push_back(step(p));
      for (std::size_t i = 0; i < steps; ++i) {
        const auto* made = std::get_if<RequestStep>(&pipeline.steps[i]);
        if (made && (made->request.action == "CreateImage" || made->request.action == "CopyImage"))
          references_.push_back(fmt::format("${{{}.{}}}", pipeline.name, i + 1));
      }
      for (const std::string& name : bound_)
        references_.push_back(fmt::format("${{{}.{}}}", pipeline.name, name));
      out.pipelines.push_back(std::move(pipeline));
    }
    for (int i = 0; i < 12; ++i)
      out.watches.push_back({static_cast<WatchKind>(below(3)), claim(out.pipelines)});
    return out;
  }

 private:
  std::uint64_t next() {
    std::uint64_t x = (state_ += 0x9e3779b97f4a7c15ULL);
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::string one_of(const std::vector<std::string>& choices) {
    return choices[below(choices.size())];
  }

  Cloud start() {
    Settings settings;
    if (one_in(3)) settings.settle.create = {300};
    if (one_in(4)) settings.settle.copy = {300};
    if (one_in(8)) settings.settle.copies_at_once = 1;
    if (one_in(4)) settings.quotas.images_per_family = 2;
    if (one_in(6)) settings.quotas.families_per_region = 2;
    if (one_in(6)) settings.interpretation.choose("creation-tie=greater-image-id"_reading);
    if (one_in(2)) settings.interpretation.choose("repeat-status=accept"_reading);
    if (one_in(6)) settings.interpretation.choose("in-use-means=ever"_reading);
    if (one_in(6)) settings.interpretation.choose("name-scope=account-region-available"_reading);
    Cloud cloud(settings);
    cloud.add_account(them);
    for (int i = 1; i <= 3; ++i) {
      Image image;
      image.id = fmt::format("m-{}", i);
      image.name = fmt::format("n{}", i);
      image.owner = us;
      image.region = region;
      image.created = {settings.clock.seconds - 3600 * (i == 3 ? 2 : 4 - i)};
      image.family = i == 1 ? "web" : one_of({"web", "db", ""});
      if (one_in(4)) image.status = Status::Deprecated;
      if (image.status == Status::Available && one_in(3))
        image.shared_with.push_back({them, image.created});
      IMGFAM_ASSERT(cloud.add(image).has_value());
    }
    for (int i = 1; i <= 2; ++i) {
      Instance instance;
      instance.id = fmt::format("i-{}", i);
      instance.image = "m-1";
      instance.account = us;
      instance.region = region;
      if (i == 2) instance.status = InstanceStatus::Stopped;
      IMGFAM_ASSERT(cloud.add(instance).has_value());
    }
    return cloud;
  }

  std::string image() {
    std::vector<std::string> choices{"m-1", "m-2", "m-3"};
    for (const std::string& name : bound_) {
      if (name.starts_with("new") || name.starts_with("seen"))
        choices.insert(choices.end(), 4, "${" + name + "}");
    }
    return one_of(choices);
  }
  std::string instance() {
    std::vector<std::string> choices{"i-1", "i-2"};
    for (const std::string& name : bound_) {
      if (name.starts_with("vm")) choices.insert(choices.end(), 4, "${" + name + "}");
    }
    return one_of(choices);
  }
  std::string family() { return one_of({"web", "db"}); }

  RequestStep request(std::string action, std::vector<Parameter> parameters) {
    RequestStep step;
    step.request.action = std::move(action);
    step.request.account = us;
    step.request.parameters = {{"RegionId", std::string(region)}};
    for (Parameter& p : parameters) {
      if (!p.value.empty()) step.request.parameters.push_back(std::move(p));
    }
    if (one_in(12)) step.expect.status = 403;
    if (one_in(20)) step.expect.unchanged = one_in(2);
    return step;
  }

  StepAction bound(RequestStep step, std::string_view kind, std::string place, std::size_t p) {
    if (step.expect.status != 0) return step;
    // Now and then a name that is bound a second time.
    const std::string name = fmt::format("{}{}", kind, one_in(3) ? 0 : p);
    step.bind.push_back({name, std::move(place)});
    bound_.insert(name);
    return step;
  }

  StepAction step(std::size_t p) {
    switch (below(17)) {
      case 0:
      case 1:
      case 2: {
        const std::string source = one_of({"i-1", "i-2", ""});
        std::vector<Parameter> parameters{
            {"InstanceId", source},
            {"SnapshotId", source.empty() ? one_of({"s-m-1", "s-m-2"}) : std::string()},
            {"ImageFamily", one_of({"web", "web", "db", ""})},
            {"ImageName", one_of({"", "", "fresh", "n1"})}};
        if (one_in(6)) parameters.push_back({"ClientToken", "t"});
        return bound(request("CreateImage", parameters), "new", "ImageId", p);
      }
      case 3:
        return bound(request("CopyImage", {{"ImageId", image()},
                                           {"DestinationImageName", one_of({"", "fresh"})}}),
                     "new", "/ImageId", p);
      case 4:
      case 5:
        return request("ModifyImageAttribute",
                       {{"ImageId", image()}, {"Status", one_of({"Deprecated", "Available"})}});
      case 6:
      case 7:
        return request("ModifyImageAttribute", {{"ImageId", image()},
                                                {"ImageFamily", one_of({"web", "db"})},
                                                {"ImageName", one_of({"", "", "fresh", "n2"})}});
      case 8:
        return request(
            "ModifyImageSharePermission",
            {{"ImageId", image()}, {one_of({"AddAccount.1", "RemoveAccount.1"}), to_string(them)}});
      case 9:
        return request("DeleteImage", {{"ImageId", image()}, {"Force", one_of({"", "true"})}});
      case 10: {
        const bool by_family = one_in(2);
        return bound(request("RunInstances", {{"ImageId", by_family ? "" : image()},
                                              {"ImageFamily", by_family ? family() : ""}}),
                     "vm", "InstanceIdSets.InstanceIdSet.0", p);
      }
      case 11:
        return bound(request("DescribeImageFromFamily", {{"ImageFamily", family()}}), "seen",
                     "Image.ImageId", p);
      case 12: {
        if (one_in(2))
          return request(one_of({"StopInstance", "StartInstance"}), {{"InstanceId", instance()}});
        if (one_in(2))
          return request("DeleteInstance", {{"InstanceId", instance()}, {"Force", "true"}});
        if (one_in(2))
          return request("ReplaceSystemDisk", {{"InstanceId", instance()}, {"ImageId", image()}});
        RequestStep list = request("DescribeImages", {});
        if (list.expect.status == 0) {
          list.bind.push_back({fmt::format("seen{}", p), "Images.Image.0.ImageId"});
          bound_.insert(fmt::format("seen{}", p));
        }
        return list;
      }
      case 13:
        return FamilyCheck{family(), one_in(2) ? image() : std::string(), us, std::string(region),
                           false};
      case 14: {
        ImageCheck check;
        check.image = image();
        if (one_in(2)) check.status = Status::Available;
        if (one_in(3)) check.in_use = one_in(2);
        check.exists = true;
        return check;
      }
      case 15:
        return AdvanceStep{{one_in(2) ? 300 : 100}};
      default:
        return PlatformStep{
            one_in(2) ? PlatformEvent::Finish : PlatformEvent::Disable, image(), {}};
    }
  }

  std::string named_image() {
    std::vector<std::string> choices{"m-1", "m-2", "m-3"};
    for (const std::string& r : references_)
      choices.insert(choices.end(), 2, r);
    return one_of(choices);
  }

  std::string leaf(const std::vector<Pipeline>& pipelines, bool is_about_all) {
    const std::string named = is_about_all && one_in(2) ? "$m" : named_image();
    switch (below(6)) {
      case 0:
        return fmt::format("family {} resolves", family());
      case 1:
      case 2:
        return fmt::format("family {} resolves-to {}", family(), named);
      case 3:
        return fmt::format("image {} status {}", named, one_of({"Available", "Deprecated"}));
      case 4:
        return fmt::format("image {} {}", named, one_of({"exists", "in-use", "family web"}));
      default: {
        const Pipeline& pipeline = pipelines[below(pipelines.size())];
        return fmt::format("done {}.{}", pipeline.name, 1 + below(pipeline.steps.size()));
      }
    }
  }

  Claim claim(const std::vector<Pipeline>& pipelines) {
    const bool is_about_all = one_in(3);
    std::string text = (one_in(4) ? "not " : "") + leaf(pipelines, is_about_all);
    for (std::size_t more = below(3); more > 0; --more)
      text = fmt::format("{} {} {}", text, one_of({"and", "or", "implies"}),
                         leaf(pipelines, is_about_all));
    return *parse_claim(text, us, region);
  }

  std::uint64_t state_;
  std::set<std::string> bound_;
  std::vector<std::string> references_;
};

class PlainSearch {
 public:
  explicit PlainSearch(const DrawnPipelines& drawn) : drawn_(drawn) {
    result_.shortest.resize(drawn.watches.size());
  }

  PlainResult run() {
    const std::size_t count = drawn_.pipelines.size();
    go(drawn_.start, std::vector<Names>(count), std::vector<std::size_t>(count),
       std::vector<bool>(count), 0);
    return std::move(result_);
  }

 private:
  void go(const Cloud& cloud, const std::vector<Names>& names, const std::vector<std::size_t>& done,
          const std::vector<bool>& has_failed, std::size_t depth) {
    ++result_.moments;
    for (std::size_t w = 0; w < drawn_.watches.size(); ++w) {
      const Watch& watch = drawn_.watches[w];
      const bool is_always = watch.kind == WatchKind::Always;
      const bool holds =
          holds_plainly(watch.claim, is_always, cloud, drawn_.pipelines, names, done);
      auto& shortest = result_.shortest[w];
      if (holds != is_always && (!shortest || *shortest > depth)) shortest = depth;
    }
    for (std::size_t p = 0; p < drawn_.pipelines.size(); ++p) {
      if (has_failed[p] || done[p] == drawn_.pipelines[p].steps.size()) continue;
      Cloud after = cloud;
      auto names_after = names;
      auto done_after = done;
      auto failed_after = has_failed;
      const StepTaken taken = take(drawn_.pipelines[p].steps[done[p]], after, names_after[p]);
      note_image(taken, names_after[p], done[p] + 1);
      if (taken.mismatches.empty()) {
        ++done_after[p];
      } else {
        failed_after[p] = true;
        note_failure(p, done[p], taken);
      }
      go(after, names_after, done_after, failed_after, depth + 1);
    }
  }

  static void note_image(const StepTaken& taken, Names& names, std::size_t step) {
    if (!taken.outcome || is_refused(*taken.outcome)) return;
    const auto& document = std::get<Response>(*taken.outcome).document;
    if (const auto* id = document.if_contains("ImageId"))
      names[fmt::format("{}", step)] = std::string(id->as_string());
  }

  void note_failure(std::size_t pipeline, std::size_t step, const StepTaken& taken) {
    std::string kind;
    if (taken.outcome) {
      const auto* refusal = std::get_if<Refusal>(&*taken.outcome);
      kind = refusal ? refusal->code : taken.mismatches.front().what;
    }
    result_.failures.emplace(pipeline, step, kind);
  }

  const DrawnPipelines& drawn_;
  PlainResult result_;
};

/// Puts what is bound in for `${a.new}`.
Check filled(Check check, const std::vector<Pipeline>& pipelines, const std::vector<Names>& names) {
  for_each_text(check, [&](std::string& text) {
    for (std::size_t p = 0; p < pipelines.size(); ++p) {
      for (const auto& [name, value] : names[p]) {
        if (text == "${" + pipelines[p].name + "." + name + "}") {
          text = value;
          return;
        }
      }
    }
  });
  return check;
}

}  // namespace

DrawnPipelines draw_pipelines(std::uint64_t seed) { return Drawer(seed).draw(); }

PlainResult try_all_orders(const DrawnPipelines& drawn) { return PlainSearch(drawn).run(); }

bool holds_plainly(const Claim& claim, bool for_all, const Cloud& cloud,
                   const std::vector<Pipeline>& pipelines, const std::vector<Names>& names,
                   const std::vector<std::size_t>& done) {
  const auto value_of = [&](const Claim& one) {
    return one.evaluate<bool>([&](std::size_t i) {
      const Claim::Leaf& leaf = one.leaves()[i];
      if (const auto* check = std::get_if<Check>(&leaf))
        return holds(filled(*check, pipelines, names), cloud);
      const auto& step = std::get<StepDone>(leaf);
      for (std::size_t p = 0; p < pipelines.size(); ++p) {
        if (pipelines[p].name == step.pipeline) return done[p] >= step.step;
      }
      return false;
    });
  };
  const auto variables = variables_of(claim);
  if (variables.empty()) return value_of(claim);
  bool all = true;
  bool any = false;
  cloud.images().for_each([&](const Image& image) {
    const bool value = value_of(claim.with_names(variables, {image.id}, true));
    all = all && value;
    any = any || value;
  });
  return for_all ? all : any;
}

std::string shown(const std::vector<Pipeline>& pipelines) {
  std::ostringstream out;
  for (const Pipeline& pipeline : pipelines) {
    for (std::size_t i = 0; i < pipeline.steps.size(); ++i) {
      out << pipeline.name << '.' << i + 1 << ' ';
      const StepAction& step = pipeline.steps[i];
      if (const auto* request = std::get_if<RequestStep>(&step)) {
        out << request->request << " expect " << request->expect.status;
        for (const Binding& b : request->bind)
          out << " bind " << b.name;
      } else if (const auto* time = std::get_if<AdvanceStep>(&step)) {
        out << "advance " << to_string(time->by);
      } else if (const auto* platform = std::get_if<PlatformStep>(&step)) {
        out << to_text(platform->event) << ' ' << platform->image;
      } else if (const auto* family = std::get_if<FamilyCheck>(&step)) {
        out << to_string(Check(*family), us, region);
      } else if (const auto* image = std::get_if<ImageCheck>(&step)) {
        out << to_string(Check(*image), us, region);
      }
      out << '\n';
    }
  }
  return out.str();
}

}  // namespace imgfam
