// Several scenario files as pipelines on one cloud.
#include <imgfam/report/interleave_report.hpp>

#include <imgfam/scenario/replay.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace imgfam {
namespace {

/// Puts what the files give together, or says where they differ.
class GivenUnion {
 public:
  explicit GivenUnion(const PipelineFile& first) : first_(first), given_(first.scenario.given) {
    note(first, given_);
  }

  void add(const PipelineFile& file) {
    const Given& given = file.scenario.given;
    const Given& ours = first_.scenario.given;
    same(file, "clock", to_string(ours.clock), to_string(given.clock));
    same(file, "account", to_string(ours.account), to_string(given.account));
    same(file, "region", ours.region, given.region);
    same(file, "seed", fmt::format("{}", ours.seed), fmt::format("{}", given.seed));
    if (ours.settle != given.settle) differs(file, "settle", first_);
    if (ours.quotas != given.quotas) differs(file, "quotas", first_);
    for (const AccountId account : given.accounts) {
      if (std::find(given_.accounts.begin(), given_.accounts.end(), account) ==
          given_.accounts.end())
        given_.accounts.push_back(account);
    }
    add_all(file, "image", given.images, given_.images, images_);
    add_all(file, "system image", given.system_images, given_.system_images, images_);
    add_all(file, "instance", given.instances, given_.instances, instances_);
  }

  const std::optional<Diagnostic>& problem() const { return problem_; }
  Given take() { return std::move(given_); }

 private:
  template <class Thing>
  struct Known {
    Thing thing;
    const PipelineFile* file = nullptr;
  };
  template <class Thing>
  using KnownById = std::map<std::string, Known<Thing>, std::less<>>;

  void note(const PipelineFile& file, const Given& given) {
    for (const auto* images : {&given.images, &given.system_images}) {
      for (const Image& image : *images)
        images_[image.id] = {image, &file};
    }
    for (const Instance& instance : given.instances)
      instances_[instance.id] = {instance, &file};
  }

  template <class Thing>
  void add_all(const PipelineFile& file, std::string_view what, const std::vector<Thing>& theirs,
               std::vector<Thing>& ours, KnownById<Thing>& known) {
    for (const Thing& thing : theirs) {
      const auto [it, is_new] = known.try_emplace(thing.id, Known<Thing>{thing, &file});
      if (is_new) ours.push_back(thing);
      if (is_new || is_same(it->second.thing, thing)) continue;
      differs(file, fmt::format("the {} `{}`", what, thing.id), *it->second.file,
              is_created_apart(it->second.thing, thing)
                  ? "write when it was `created`: left out, that follows from its place in the list"
                  : "let it be the same in both");
    }
  }

  /// A file without the instances of an image does not know that it was used; adding them to the
  /// cloud tells.
  static bool is_same(const Image& a, Image b) {
    b.was_ever_used = a.was_ever_used;
    return a == b;
  }
  static bool is_same(const Instance& a, const Instance& b) { return a == b; }

  /// Whether only `created` differs.
  static bool is_created_apart(const Image& a, Image b) {
    if (a.created == b.created) return false;
    b.created = a.created;
    b.status_since = a.status_since;
    if (a.shared_with.size() != b.shared_with.size()) return false;
    for (std::size_t i = 0; i < a.shared_with.size(); ++i)
      b.shared_with[i].since = a.shared_with[i].since;
    return is_same(a, b);
  }
  static bool is_created_apart(const Instance&, const Instance&) { return false; }

  void same(const PipelineFile& file, std::string_view what, const std::string& ours,
            const std::string& theirs) {
    if (ours != theirs)
      differs(file, fmt::format("{} {}", what, ours), first_, fmt::format("here it is {}", theirs));
  }
  void differs(const PipelineFile& file, std::string_view what, const PipelineFile& other,
               std::string hint = "let it be the same in both") {
    if (problem_) return;
    problem_ = imgfam::problem(
        "ILV005", fmt::format("{} is given otherwise in {}", what, other.file), std::move(hint));
    problem_->where.file = file.file;
  }

  const PipelineFile& first_;
  Given given_;
  KnownById<Image> images_;
  KnownById<Instance> instances_;
  std::optional<Diagnostic> problem_;
};

Diagnostic apart(const PipelineFile& first, const PipelineFile& file, std::string_view what,
                 std::string_view option) {
  Diagnostic d = problem("ILV006", fmt::format("{} here than in {}", what, first.file),
                         fmt::format("let them agree, or choose with {}", option));
  d.where.file = file.file;
  return d;
}

/// The readings but for those of questions that are answered anyway.
std::vector<ReadingId> left_open(const std::vector<ReadingId>& readings,
                                 const std::vector<ReadingId>& chosen) {
  std::vector<ReadingId> out;
  std::copy_if(readings.begin(), readings.end(), std::back_inserter(out), [&](ReadingId id) {
    return std::none_of(chosen.begin(), chosen.end(),
                        [&](ReadingId c) { return c.question == id.question; });
  });
  return out;
}

/// Those of the interpretation that are not the default, in the order of the questions.
std::vector<ReadingId> readings_of(const Interpretation& interpretation) {
  std::vector<ReadingId> readings;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    if (interpretation.chosen(q) != 0) readings.push_back({q, interpretation.chosen(q)});
  }
  return readings;
}

}  // namespace

Result<PipelineSet> pipelines_of(const std::vector<PipelineFile>& files,
                                 std::optional<Edition> edition,
                                 const std::vector<ReadingId>& readings) {
  IMGFAM_ASSERT(!files.empty());
  const PipelineFile& first = files.front();
  GivenUnion given(first);
  const std::vector<ReadingId> open = left_open(first.scenario.readings, readings);
  for (const PipelineFile& file : files) {
    if (&file == &first) continue;
    given.add(file);
    if (given.problem()) return *given.problem();
    if (!edition && file.scenario.editions != first.scenario.editions)
      return apart(first, file, "other editions", "--edition");
    if (left_open(file.scenario.readings, readings) != open)
      return apart(first, file, "another interpretation", "--interpretation");
  }
  Scenario common;
  common.given = given.take();
  common.editions = {
      edition ? *edition
              : *std::max_element(first.scenario.editions.begin(), first.scenario.editions.end())};
  Interpretation interpretation;
  for (const auto* chosen : {&open, &readings}) {
    for (const ReadingId id : *chosen)
      interpretation.choose(id);
  }
  common.readings = readings_of(interpretation);
  auto cloud = set_up(common, common.editions.front());
  if (!cloud)
    return problem("ILV007", "what the files give makes no cloud: " + cloud.error().message,
                   cloud.error().hint);
  PipelineSet set{{}, {}, std::move(common), std::move(*cloud)};
  for (const PipelineFile& file : files) {
    Pipeline& pipeline = set.pipelines.emplace_back(Pipeline{file.name, {}});
    auto& because = set.because.emplace_back();
    for (const ScenarioStep& step : file.scenario.steps) {
      pipeline.steps.push_back(step.what);
      because.push_back(step.because);
    }
  }
  return set;
}

}  // namespace imgfam
