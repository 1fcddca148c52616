#include "state.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace imgfam {
namespace {

/// Equal for equal clouds, and quick: most clouds that differ differ in this.
std::size_t fingerprint(const Cloud& cloud) {
  std::size_t sum = cloud.ids_drawn();
  cloud.images().for_each([&](const Image& image) {
    std::size_t hash = std::hash<std::string>{}(image.id);
    boost::hash_combine(hash, static_cast<int>(image.status));
    boost::hash_combine(hash, static_cast<int>(image.boot_mode));
    boost::hash_combine(hash, image.shared_with.size());
    boost::hash_combine(hash, image.name);
    boost::hash_combine(hash, image.family);
    boost::hash_combine(hash, image.description);
    sum += hash;  // The order in which images are visited says nothing.
  });
  cloud.instances().for_each([&](const Instance& instance) {
    std::size_t hash = std::hash<std::string>{}(instance.id);
    boost::hash_combine(hash, instance.image);
    boost::hash_combine(hash, static_cast<int>(instance.status));
    sum += hash;
  });
  return sum;
}

/// What was carried out in one state and not in the other has drawn ids in one alone. One that is
/// drawn later must not stand for two things, so it is a later one in all.
void align_ids(std::vector<Hypothesis>& hypotheses) {
  std::uint64_t most = 0;
  for (const Hypothesis& h : hypotheses)
    most = std::max(most, h.cloud->ids_drawn());
  for (Hypothesis& h : hypotheses) {
    if (h.cloud->ids_drawn() == most) continue;
    auto cloud = std::make_shared<Cloud>(*h.cloud);
    cloud->skip_ids(most);
    h.cloud = std::move(cloud);
  }
}

/// A snapshot id that nobody has chosen: Cloud made it from the image's.
bool is_made_up(const Image& image) { return image.snapshot == "s-" + image.id; }

}  // namespace

std::vector<Hypothesis> merged(std::vector<Hypothesis> hypotheses) {
  std::vector<Hypothesis> out;
  std::unordered_multimap<std::size_t, std::size_t> by_fingerprint;
  for (Hypothesis& h : hypotheses) {
    const std::size_t print = fingerprint(*h.cloud);
    const auto [first, last] = by_fingerprint.equal_range(print);
    const auto same = std::find_if(first, last, [&](const auto& entry) {
      const SharedCloud& other = out[entry.second].cloud;
      return other == h.cloud || *other == *h.cloud;
    });
    if (same == last) {
      by_fingerprint.emplace(print, out.size());
      out.push_back(std::move(h));
    } else {
      auto& boxes = out[same->second].boxes;
      boxes.insert(boxes.end(), h.boxes.begin(), h.boxes.end());
    }
  }
  for (Hypothesis& h : out)
    merge(h.boxes);
  return out;
}

Unseen after(Unseen unseen, const Adoption& adoption) {
  for (const auto& [image, time] : adoption.times)
    unseen.times.erase(image);
  for (const auto& [image, snapshot] : adoption.snapshots)
    unseen.snapshots_seen.insert(snapshot);
  for (const auto& [mine, theirs] : adoption.ids) {
    unseen.ids.erase(mine);
    if (unseen.made.erase(mine) != 0) unseen.made.insert(theirs);
    if (auto time = unseen.times.extract(mine)) {
      time.key() = theirs;
      unseen.times.insert(std::move(time));
    }
  }
  return unseen;
}

OracleState::OracleState(const Cloud& start, const OracleOptions& with) : options(with) {
  Box box;
  for (const ReadingId known : options.readings) {
    box.limit(known.question, only(known.reading));
    for (std::uint8_t r = 0; r < questions[known.question].readings_count(); ++r) {
      if (r != known.reading) excluded_by[known.question][r] = 0;
    }
  }
  begin(start, {box});
}

void OracleState::begin(const Cloud& start, std::vector<Box> boxes) {
  auto cloud = std::make_shared<Cloud>(start);
  cloud->follow({});
  unseen = Unseen{};
  unseen.tolerance = options.clock_tolerance;
  cloud->images().for_each([&](const Image& image) {
    if (!is_made_up(image)) unseen.snapshots_seen.insert(image.snapshot);
  });
  hypotheses = merged({{std::move(cloud), std::move(boxes)}});
  lost_track.clear();
}

std::vector<ReadingId> OracleState::go_on(std::vector<Hypothesis> next, std::size_t observation) {
  align_ids(next);
  next = merged(std::move(next));
  std::size_t count = 0;
  std::size_t things = 0;
  for (const Hypothesis& h : next) {
    count += h.boxes.size();
    things += h.cloud->images().size() + h.cloud->instances().size();
  }
  if (count > options.hypotheses_max) {
    lost_track = "more than " + std::to_string(options.hypotheses_max) +
                 " combinations of readings and states are possible";
    return {};
  }
  if (next.size() > 1 && things > things_max) {
    lost_track = "too many states, of too many images, are possible";
    return {};
  }
  hypotheses = std::move(next);
  forget_what_is_nowhere();
  const Box possible = hull(all_boxes());
  std::vector<ReadingId> excluded;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    for (std::uint8_t r = 0; r < questions[q].readings_count(); ++r) {
      if (possible.allows({q, r}) || excluded_by[q][r]) continue;
      excluded_by[q][r] = observation;
      excluded.push_back({q, r});
    }
  }
  return excluded;
}

/// What no state has any more needs not be known.
void OracleState::forget_what_is_nowhere() {
  const auto is_nowhere = [this](const std::string& id) {
    return std::ranges::none_of(hypotheses, [&](const Hypothesis& h) {
      return h.cloud->images().get(id) || h.cloud->instances().get(id);
    });
  };
  std::erase_if(unseen.ids, is_nowhere);
  std::erase_if(unseen.made, is_nowhere);
  std::erase_if(unseen.times, [&](const auto& entry) { return is_nowhere(entry.first); });
}

void OracleState::note_seen(const Adoption& adoption) {
  unseen = after(std::move(unseen), adoption);
}

void OracleState::note_made(const std::vector<std::string>& drawn, const Cloud& cloud,
                            bool are_ids_seen, Duration took) {
  for (const std::string& id : drawn) {
    const Image* image = cloud.images().get(id);
    if (!are_ids_seen && (image || cloud.instances().get(id))) unseen.ids.insert(id);
    if (image) unseen.made.insert(id);
    if (image && unseen.tolerance.seconds > 0)
      unseen.times.emplace(id, TimeSpan{image->created, image->created + took});
  }
}

std::vector<Box> OracleState::all_boxes() const {
  std::vector<Box> boxes;
  for (const Hypothesis& h : hypotheses)
    boxes.insert(boxes.end(), h.boxes.begin(), h.boxes.end());
  return boxes;
}

std::size_t OracleState::boxes_count() const { return all_boxes().size(); }

}  // namespace imgfam
