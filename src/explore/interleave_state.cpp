#include "interleave_state.hpp"

#include <imgfam/model/assert.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace imgfam {
namespace {

// ---- Made since the beginning ----

std::uint64_t last_serial(const Cloud& cloud) {
  std::uint64_t last = 0;
  cloud.images().for_each([&](const Image& i) { last = std::max(last, i.serial); });
  cloud.instances().for_each([&](const Instance& i) { last = std::max(last, i.serial); });
  return last;
}

/// Calls by the step what it has made: everything with a serial after `last`.
void note_made(Moment& moment, std::uint64_t last, std::size_t pipeline, std::size_t step) {
  std::vector<std::pair<std::uint64_t, const std::string*>> fresh;
  moment.cloud.images().for_each([&](const Image& i) {
    if (i.serial > last) fresh.emplace_back(i.serial, &i.id);
  });
  moment.cloud.instances().for_each([&](const Instance& i) {
    if (i.serial > last) fresh.emplace_back(i.serial, &i.id);
  });
  std::sort(fresh.begin(), fresh.end());
  for (std::size_t n = 0; n < fresh.size(); ++n) {
    const auto by_name = [](const auto& a, const auto& b) { return a.second < b.second; };
    std::pair<std::string, std::string> made(fresh[n].second->substr(2),
                                             fmt::format("{}.{}.{}", pipeline, step, n));
    const auto at = std::upper_bound(moment.made.begin(), moment.made.end(), made, by_name);
    moment.made.insert(at, std::move(made));
  }
}

// ---- The key ----

/// The parts of a key one after the other, each with its end. No text holds a NUL: it is how new
/// things are told from what a pipeline has written.
class KeyText {
 public:
  KeyText(const Moment& moment, bool is_exact) : moment_(&moment), is_exact_(is_exact) {}

  KeyText& text(std::string_view part) {
    const std::size_t begin = out_.size();
    out_ += part;
    if (!is_exact_ && part.size() >= id_length_least) rename_from(begin);
    out_ += std::string_view("\0\n", 2);
    return *this;
  }
  template <class N>
  requires std::is_integral_v<N> || std::is_enum_v<N> KeyText& number(N value) {
    fmt::format_to(std::back_inserter(out_), "{};", static_cast<std::int64_t>(value));
    return *this;
  }
  /// An empty one for a part of its own, as of a list to be sorted.
  KeyText fresh() const { return {*moment_, is_exact_}; }
  void add(const KeyText& part) { out_ += part.out_; }

  bool operator<(const KeyText& other) const { return out_ < other.out_; }
  std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t id_length_least = 18;

  void rename_from(std::size_t begin) {
    for (const auto& [id, name] : moment_->made) {
      for (auto at = out_.find(id, begin); at != std::string::npos; at = out_.find(id, at))
        out_.replace(at, id.size(), '\0' + name + '\0');
    }
  }

  const Moment* moment_;
  bool is_exact_;
  std::string out_;
};

// All parts are named, so that a new one does not compile until somebody has thought of it here.
void add(KeyText& key, const Image& image) {
  const auto& [id, name, family, description, region, owner, created, serial, status_since, status,
               boot_mode, architecture, license, origin, nvme, imds, is_community, was_ever_used,
               is_windows, size, platform, shared_with, tags, snapshot, copied_from] = image;
  static_cast<void>(serial);  // Its order is what counts; see add_images.
  key.text(id).text(name).text(family).text(description).text(region).number(owner.uid);
  key.number(created.seconds).number(status_since.seconds).number(status).number(boot_mode);
  key.number(architecture).number(license).number(origin).number(nvme).number(imds);
  key.number(is_community).number(was_ever_used).number(is_windows).number(size).text(platform);
  key.number(shared_with.size());
  for (const SharedAccount& s : shared_with)
    key.number(s.account.uid).number(s.since.seconds);
  key.number(tags.size());
  for (const Tag& t : tags)
    key.text(t.key).text(t.value);
  key.text(snapshot).text(copied_from);
}

void add(KeyText& key, const Instance& instance) {
  const auto& [id, image, region, account, created, serial, status, boot_mode, imds, is_protected] =
      instance;
  static_cast<void>(serial);
  key.text(id).text(image).text(region).number(account.uid).number(created.seconds);
  key.number(status).number(boot_mode).number(imds).number(is_protected);
}

void add(KeyText& key, const Creation& creation) {
  const auto& [image, begun, takes, is_waiting, is_held] = creation;
  key.text(image).number(begun.seconds).number(takes.seconds).number(is_waiting).number(is_held);
}

void add_all(KeyText& key, const std::vector<KeyText>& parts) {
  key.number(parts.size());
  for (const KeyText& part : parts)
    key.add(part);
}

void add_sorted(KeyText& key, std::vector<KeyText> parts) {
  std::sort(parts.begin(), parts.end());
  add_all(key, parts);
}

/// Images, and in which order those of one second that can meet in a family were made.
void add_images(KeyText& key, const Cloud& cloud, bool are_listed) {
  std::vector<const Image*> images = cloud.images().in_order();
  std::stable_sort(images.begin(), images.end(),
                   [](const Image* a, const Image* b) { return a->created < b->created; });
  std::vector<KeyText> parts;
  for (const Image* image : images) {
    parts.push_back(key.fresh());
    add(parts.back(), *image);
  }
  if (are_listed) return add_all(key, parts);
  add_sorted(key, std::move(parts));
  const auto place = [](const Image* i) { return std::tie(i->created, i->owner, i->region); };
  std::stable_sort(images.begin(), images.end(),
                   [&](const Image* a, const Image* b) { return place(a) < place(b); });
  for (std::size_t i = 1; i < images.size(); ++i) {
    if (place(images[i - 1]) == place(images[i])) key.text(images[i - 1]->id).text(images[i]->id);
  }
}

void add_instances(KeyText& key, const Cloud& cloud, bool are_listed) {
  std::vector<KeyText> parts;
  for (const Instance* instance : cloud.instances().in_order()) {
    parts.push_back(key.fresh());
    add(parts.back(), *instance);
  }
  if (are_listed) return add_all(key, parts);
  add_sorted(key, std::move(parts));
}

/// Creations under way. The order of copies is that of their queue; that of others cannot be seen.
void add_creations(KeyText& key, const Cloud& cloud) {
  std::vector<KeyText> copies;
  std::vector<KeyText> others;
  for (const Creation& creation : cloud.creations()) {
    const bool is_copy = cloud.images().get(creation.image)->origin == Origin::Copied;
    std::vector<KeyText>& parts = is_copy ? copies : others;
    parts.push_back(key.fresh());
    add(parts.back(), creation);
  }
  add_all(key, copies);
  add_sorted(key, std::move(others));
}

/// What is kept for ClientTokens and of deleted images. (Accounts and settings never change.)
void add_memory(KeyText& key, const Cloud& cloud) {
  key.number(cloud.tokens().size());
  for (const auto& [token, use] : cloud.tokens())
    key.text(token).text(use.parameters).text(boost::json::serialize(use.response));
  std::vector<KeyText> snapshots;
  for (const auto& [owner, snapshot] : cloud.old_snapshots()) {
    snapshots.push_back(key.fresh());
    snapshots.back().number(owner.uid).text(snapshot);
  }
  add_sorted(key, std::move(snapshots));
}

// ---- What can matter ----

/// Whether a place in a response is of what the counters draw, beside images and instances.
bool is_of_a_counter(std::string_view place) {
  const auto last = place.find_last_of("./");
  const std::string_view part = last == std::string_view::npos ? place : place.substr(last + 1);
  return part == "RequestId" || part == "TaskId" || part == "DiskId";
}

bool looks_at_a_counter(const RequestStep& step) {
  return std::any_of(step.bind.begin(), step.bind.end(),
                     [](const Binding& b) { return is_of_a_counter(b.place); }) ||
         std::any_of(step.expect.response.begin(), step.expect.response.end(),
                     [](const ExpectedValue& v) { return is_of_a_counter(v.place); });
}

}  // namespace

MomentKind moment_kind(const Cloud& start, const std::vector<Pipeline>& pipelines) {
  const Interpretation& reading = start.settings().interpretation;
  MomentKind kind;
  kind.is_exact = reading.follows("creation-tie=greater-image-id"_reading) ||
                  reading.follows("creation-tie=lesser-image-id"_reading);
  for (const Pipeline& pipeline : pipelines) {
    for (const StepAction& action : pipeline.steps) {
      const auto* step = std::get_if<RequestStep>(&action);
      if (!step) continue;
      const bool lists_images = step->request.action == "DescribeImages";
      kind.are_images_listed = kind.are_images_listed || lists_images;
      kind.are_instances_listed =
          kind.are_instances_listed || step->request.action == "DescribeInstances";
      const bool looks_into_names = lists_images && step->request.find("ImageName") != nullptr;
      kind.is_exact = kind.is_exact || looks_into_names || looks_at_a_counter(*step);
    }
  }
  return kind;
}

Moment first_moment(const Cloud& start, const std::vector<Pipeline>& pipelines) {
  return {start, std::vector<Progress>(pipelines.size()), std::vector<Names>(pipelines.size()), {}};
}

StepTaken take_next(Moment& moment, const std::vector<Pipeline>& pipelines, std::size_t p) {
  IMGFAM_ASSERT(moment.can_go_on(pipelines, p));
  Progress& progress = moment.progress[p];
  const std::uint64_t last = last_serial(moment.cloud);
  StepTaken taken = take(pipelines[p].steps[progress.done], moment.cloud, moment.names[p]);
  note_made(moment, last, p, progress.done);
  // An image is there even where an error was expected.
  const auto* response = taken.outcome ? std::get_if<Response>(&*taken.outcome) : nullptr;
  const auto* id = response ? response->document.if_contains("ImageId") : nullptr;
  if (id && id->is_string())
    moment.names[p][fmt::format("{}", progress.done + 1)] = std::string(id->get_string());
  if (taken.mismatches.empty()) {
    ++progress.done;
  } else {
    progress.has_failed = true;
  }
  return taken;
}

std::string key_of(const Moment& moment, const MomentKind& kind) {
  KeyText key(moment, kind.is_exact);
  for (const Progress& progress : moment.progress)
    key.number(progress.done).number(progress.has_failed);
  key.number(moment.cloud.now().seconds);
  if (kind.is_exact) key.number(moment.cloud.ids_drawn());
  for (const Names& names : moment.names) {
    key.number(names.size());
    for (const auto& [name, value] : names)
      key.text(name).text(value);
  }
  add_images(key, moment.cloud, kind.are_images_listed);
  add_instances(key, moment.cloud, kind.are_instances_listed);
  add_creations(key, moment.cloud);
  add_memory(key, moment.cloud);
  return key.take();
}

}  // namespace imgfam
