#include "predict.hpp"

#include <imgfam/rules/parameters.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_map>

namespace imgfam {
namespace {

namespace json = boost::json;

void replace_texts(json::value& value, const std::map<std::string, std::string>& by) {
  if (json::string* text = value.if_string()) {
    const auto it = by.find(std::string(*text));
    if (it != by.end()) *text = it->second;
  } else if (json::array* array = value.if_array()) {
    for (json::value& item : *array)
      replace_texts(item, by);
  } else if (json::object* object = value.if_object()) {
    for (auto&& entry : *object)
      replace_texts(entry.value(), by);
  }
}

/// The outcome without what may differ between two that are the same: RequestId, new ids.
Outcome comparable(const Leaf& leaf) {
  Outcome outcome = leaf.outcome;
  if (auto* refusal = std::get_if<Refusal>(&outcome)) {
    refusal->request_id.clear();
    return outcome;
  }
  json::object& document = std::get<Response>(outcome).document;
  document.erase("RequestId");
  if (leaf.trace.drawn.empty()) return outcome;
  std::map<std::string, std::string> placeholders;
  for (const std::string& id : leaf.trace.drawn)
    placeholders.emplace(id, fmt::format("new {}", placeholders.size()));
  for (auto&& entry : document)
    replace_texts(entry.value(), placeholders);
  return outcome;
}

/// Equal for equal outcomes.
std::size_t fingerprint(const Outcome& outcome) {
  const auto* response = std::get_if<Response>(&outcome);
  return std::hash<std::string>{}(response ? json::serialize(response->document)
                                           : std::get<Refusal>(outcome).code);
}

/// Puts candidates of one outcome together, and says under which readings each comes about.
class Summary {
 public:
  explicit Summary(Predicted& predicted) : predicted_(predicted) {
    std::vector<Box> all;
    for (const Candidate& c : predicted.candidates) {
      all.insert(all.end(), c.leaf.boxes.begin(), c.leaf.boxes.end());
      asked_ |= c.leaf.asked;
    }
    hull_ = hull(all);
  }

  void make() {
    for (Candidate& c : predicted_.candidates)
      add(c);
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      merge(boxes_[i]);
      predicted_.outcomes[i].readings = describe_all(boxes_[i]);
    }
    note_exercised();
  }

 private:
  void add(Candidate& candidate) {
    Outcome outcome = comparable(candidate.leaf);
    const std::size_t print = fingerprint(outcome);
    const auto [first, last] = by_fingerprint_.equal_range(print);
    const auto known = std::find_if(
        first, last, [&](const auto& entry) { return outcomes_[entry.second] == outcome; });
    candidate.outcome = known == last ? outcomes_.size() : known->second;
    if (known == last) {
      by_fingerprint_.emplace(print, outcomes_.size());
      outcomes_.push_back(std::move(outcome));
      boxes_.emplace_back();
      const Leaf& leaf = candidate.leaf;
      predicted_.outcomes.push_back({leaf.outcome, leaf.trace.drawn, leaf.trace, {}});
    }
    auto& boxes = boxes_[candidate.outcome];
    boxes.insert(boxes.end(), candidate.leaf.boxes.begin(), candidate.leaf.boxes.end());
  }

  std::string describe_all(const std::vector<Box>& boxes) const {
    constexpr std::size_t boxes_max = 4;
    std::vector<std::string> texts;
    for (const Box& box : boxes) {
      std::string text = describe(box, hull_, asked_);
      if (text.empty()) return {};
      if (std::find(texts.begin(), texts.end(), text) == texts.end())
        texts.push_back(std::move(text));
    }
    const bool is_cut = texts.size() > boxes_max;
    if (is_cut) texts.resize(boxes_max);
    return fmt::format("{}{}", fmt::join(texts, ", or "), is_cut ? ", or …" : "");
  }

  /// A question matters where not all of its readings lead to the same.
  void note_exercised() {
    std::vector<std::vector<Hypothesis>> ends(outcomes_.size());
    for (const Candidate& c : predicted_.candidates)
      ends[c.outcome].push_back({c.leaf.after, c.leaf.boxes});
    for (std::vector<Hypothesis>& of_one_outcome : ends) {
      for (const Hypothesis& h : merged(std::move(of_one_outcome)))
        note_narrower(h.boxes);
    }
  }

  void note_narrower(const std::vector<Box>& boxes) {
    for (std::size_t q = 0; q < questions.size(); ++q) {
      const auto is_narrower = [&](const Box& b) { return b.readings(q) != hull_.readings(q); };
      const QuestionSet bit = QuestionSet{1} << q;
      if ((asked_ & bit) != 0 && std::any_of(boxes.begin(), boxes.end(), is_narrower))
        predicted_.exercised |= bit;
    }
  }

  Predicted& predicted_;
  Box hull_;
  QuestionSet asked_ = 0;
  std::vector<Outcome> outcomes_;
  std::unordered_multimap<std::size_t, std::size_t> by_fingerprint_;  // Into these.
  std::vector<std::vector<Box>> boxes_;
};

/// The images of the family whose CreationTimes are unknown, and that may be its newest.
std::vector<const Image*> may_be_newest(const Cloud& cloud, const Unseen& unseen,
                                        std::string_view family) {
  std::vector<const Image*> members;
  SimTime newest{};
  for (const auto& [id, span] : unseen.times) {
    const Image* image = cloud.images().get(id);
    // A recipient names the family with its owner before it.
    const bool is_member = image && image->status == Status::Available && !image->family.empty() &&
                           family.ends_with(image->family);
    if (!is_member) continue;
    members.push_back(image);
    newest = std::max(newest, span.first);
  }
  const Duration apart{2 * unseen.tolerance.seconds};
  std::erase_if(members, [&](const Image* image) {
    return unseen.times.at(image->id).last + apart < newest;
  });
  return members;
}

/// Each of these images as new as it can be, the others as old as they can be.
std::vector<Start> made_newest(const Hypothesis& hypothesis, const Unseen& unseen,
                               std::string_view family) {
  const auto images = may_be_newest(*hypothesis.cloud, unseen, family);
  std::vector<Start> starts;
  for (const Image* newest : images) {
    auto cloud = std::make_shared<Cloud>(*hypothesis.cloud);
    Start start{nullptr, hypothesis.boxes, {}};
    for (const Image* image : images) {
      const TimeSpan& span = unseen.times.at(image->id);
      start.times.emplace(image->id, image->created);
      cloud->set_created(image->id, image == newest
                                        ? span.last + unseen.tolerance
                                        : SimTime{span.first.seconds - unseen.tolerance.seconds});
    }
    start.cloud = std::move(cloud);
    starts.push_back(std::move(start));
  }
  return starts;
}

/// Whether there is a snapshot that no answer has shown.
bool has_unseen(const OracleState& state) {
  const auto& seen = state.unseen.snapshots_seen;
  bool has = false;
  for (const Hypothesis& h : state.hypotheses) {
    h.cloud->images().for_each(
        [&](const Image& image) { has = has || !seen.contains(image.snapshot); });
    for (const auto& [owner, snapshot] : h.cloud->old_snapshots())
      has = has || !seen.contains(snapshot.substr(snapshot.find('/') + 1));
  }
  return has;
}

}  // namespace

std::string describe(const Box& box, const Box& than, QuestionSet on) {
  std::string out;
  for (std::uint8_t q = 0; q < questions.size(); ++q) {
    if ((on >> q & 1U) == 0 || box.readings(q) == than.readings(q)) continue;
    out.append(out.empty() ? "" : " ").append(questions[q].id).append("=");
    bool is_first = true;
    for (std::uint8_t r = 0; r < questions[q].readings_count(); ++r) {
      if (!box.allows({q, r})) continue;
      out.append(is_first ? "" : "|").append(questions[q].readings[r].id);
      is_first = false;
    }
  }
  return out;
}

std::vector<Start> starts_of(const OracleState& state, const Request& request) {
  std::vector<Start> starts;
  const std::string* family = request.find("ImageFamily");
  for (const Hypothesis& h : state.hypotheses) {
    starts.push_back({h.cloud, h.boxes, {}});
    if (!family || state.unseen.times.empty()) continue;
    auto others = made_newest(h, state.unseen, *family);
    std::move(others.begin(), others.end(), std::back_inserter(starts));
  }
  return starts;
}

std::optional<Predicted> predict(const OracleState& state, const Request& request) {
  Predicted predicted;
  predicted.starts = starts_of(state, request);
  for (std::size_t s = 0; s < predicted.starts.size(); ++s) {
    const Start& start = predicted.starts[s];
    auto leaves =
        branch(start.cloud, start.boxes, request, {}, leaves_max - predicted.candidates.size());
    if (!leaves) return std::nullopt;
    for (Leaf& leaf : *leaves)
      predicted.candidates.push_back({s, std::move(leaf), 0});
  }
  Summary(predicted).make();
  return predicted;
}

std::string why_not_judged(const Request& request, const Predicted& predicted,
                           const OracleState& state) {
  if (!find_operation(request.action))
    return fmt::format("the model does not have the operation {}", request.action);
  const Trace& trace = predicted.candidates.front().leaf.trace;
  if (!trace.unknown.empty())
    return fmt::format("the model does not know the parameter {}", trace.unknown.front());
  if (!trace.not_evaluated.empty())
    return fmt::format("the model does not evaluate the parameter {}", trace.not_evaluated.front());
  for (const Parameter& p : request.parameters) {
    const bool names_snapshot = p.name.ends_with("SnapshotId") && !p.value.empty();
    if (names_snapshot && !state.unseen.snapshots_seen.contains(p.value) && has_unseen(state))
      return fmt::format("no answer has shown which image the snapshot {} is of", p.value);
  }
  return {};
}

}  // namespace imgfam
