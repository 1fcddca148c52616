#include <imgfam/explore/interleave.hpp>

#include "footprint.hpp"
#include "interleave_state.hpp"
#include "references.hpp"

#include <imgfam/model/assert.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

namespace imgfam {
namespace {

/// An order that came to a moment: the last step and where it began.
struct Link {
  std::uint32_t before = 0;
  PipelineStep step;
};

/// How far a search goes.
struct Reach {
  std::size_t states_max = 0;
  std::size_t steps_max = 0;
  std::size_t depth_max = std::numeric_limits<std::size_t>::max();
  bool reduce = false;
  bool is_exact = false;
};

/// A search level by level: a level is of all moments after so many steps tried. No moment is on
/// two levels, so each level is compared within itself and forgotten.
class Search {
 public:
  Search(const Cloud& start, const std::vector<Pipeline>& pipelines,
         const std::vector<Claim>& claims, const std::vector<Watch>& watches, const Reach& reach)
      : start_(start),
        pipelines_(pipelines),
        claims_(claims),
        watches_(watches),
        reach_(reach),
        kind_(moment_kind(start, pipelines)),
        footprints_(start, pipelines) {
    kind_.is_exact = kind_.is_exact || reach.is_exact;
    if (kind_.is_exact) reach_.reduce = false;
    if (reach_.reduce) judge_visibility();
    if (!kind_.is_exact) gather_texts();
    orders_.resize(watches.size());
  }

  /// False: a text holds an id that was drawn, so ids must be compared as they are.
  bool run() {
    std::vector<Place> level;
    level.push_back({first_moment(start_, pipelines_), 0});
    links_.push_back({});
    result_.states = 1;
    watch(level.back());
    is_bounded_ = false;
    for (std::size_t depth = 0; !level.empty() && depth < reach_.depth_max; ++depth) {
      level = next_level(std::move(level));
      if (names_an_id_) return false;
      if (!level.empty()) result_.depth = depth + 1;
      if (is_bounded_) break;
    }
    return true;
  }

  InterleaveResult result() {
    result_.is_complete = !is_bounded_;
    for (std::size_t w = 0; w < watches_.size(); ++w) {
      WatchResult& watched = result_.watches.emplace_back();
      const bool is_wanted = watches_[w].kind == WatchKind::Reachable;
      watched.order = orders_[w];
      if (watched.order || !is_bounded_) watched.holds = watched.order.has_value() == is_wanted;
    }
    for (auto& [key, failure] : failures_)
      result_.failures.push_back(std::move(failure));
    return std::move(result_);
  }

  const std::vector<std::optional<StepOrder>>& orders() const { return orders_; }
  bool is_bounded() const { return is_bounded_; }

 private:
  struct Place {
    Moment moment;
    std::uint32_t link = 0;
  };

  std::vector<Place> next_level(std::vector<Place> level) {
    std::vector<Place> next;
    boost::unordered_flat_map<std::string, std::uint32_t> seen;
    for (Place& each : level) {
      const Place place = std::move(each);  // Its cloud is not needed afterwards.
      for (const std::size_t p : choice(place.moment)) {
        if (result_.steps == reach_.steps_max || result_.states >= reach_.states_max) {
          is_bounded_ = true;
          return next;
        }
        ++result_.steps;
        Place after{place.moment, 0};
        const PipelineStep step{p, after.moment.progress[p].done};
        const std::size_t made = after.moment.made.size();
        const StepTaken taken = take_next(after.moment, pipelines_, p);
        if (!taken.mismatches.empty()) note_failure(step, taken, place.link);
        if (after.moment.made.size() > made && is_named_in_a_text(after.moment)) {
          names_an_id_ = true;
          return {};
        }
        if (!seen.emplace(key_of(after.moment, kind_), after.link).second) continue;
        after.link = static_cast<std::uint32_t>(links_.size());
        links_.push_back({place.link, step});
        ++result_.states;
        watch(after);
        next.push_back(std::move(after));
      }
    }
    return next;
  }

  // ---- Which pipelines go next ----

  std::vector<std::size_t> choice(const Moment& moment) {
    std::vector<std::size_t> all;
    for (std::size_t p = 0; p < pipelines_.size(); ++p) {
      if (moment.can_go_on(pipelines_, p)) all.push_back(p);
    }
    if (!reach_.reduce || all.size() < 2) return all;
    for (const std::size_t p : all) {
      const std::size_t step = moment.progress[p].done;
      if (is_visible_[p][step] || !is_free(p, step, moment, all)) continue;
      result_.left_out += all.size() - 1;
      return {p};
    }
    return all;
  }

  /// Whether nothing that the others have still to do can matter to the step, nor it to them.
  bool is_free(std::size_t p, std::size_t step, const Moment& moment,
               const std::vector<std::size_t>& others) {
    return std::all_of(others.begin(), others.end(), [&](std::size_t q) {
      return q == p || moment.progress[q].done >= free_from(p, step, q);
    });
  }

  /// The step of the other pipeline from which on nothing of it matters to the step.
  std::size_t free_from(std::size_t p, std::size_t step, std::size_t other) {
    const auto key = std::make_tuple(p, step, other);
    if (const auto known = free_from_.find(key); known != free_from_.end()) return known->second;
    std::size_t from = pipelines_[other].steps.size();
    while (from > 0 && !can_matter(footprints_.of({p, step}), footprints_.of({other, from - 1})))
      --from;
    return free_from_[key] = from;
  }

  void judge_visibility() {
    for (std::size_t p = 0; p < pipelines_.size(); ++p) {
      auto& visible = is_visible_.emplace_back();
      for (std::size_t i = 0; i < pipelines_[p].steps.size(); ++i) {
        visible.push_back(std::any_of(claims_.begin(), claims_.end(), [&](const Claim& claim) {
          return footprints_.can_change({p, i}, claim);
        }));
      }
    }
  }

  // ---- Texts that hold ids ----

  void gather_texts() {
    const auto gather = [this](std::string& text) { (texts_ += text) += '\0'; };
    for (Pipeline pipeline : pipelines_) {
      for (StepAction& step : pipeline.steps)
        for_each_text(step, gather);
    }
    for (const Watch& watch : watches_) {
      for (Claim::Leaf leaf : watch.claim.leaves()) {
        if (auto* check = std::get_if<Check>(&leaf)) for_each_text(*check, gather);
      }
    }
  }

  bool is_named_in_a_text(const Moment& moment) const {
    if (kind_.is_exact) return false;
    return std::any_of(moment.made.begin(), moment.made.end(), [&](const auto& made) {
      return texts_.find(made.first) != std::string::npos;
    });
  }

  // ---- What is found ----

  void watch(const Place& place) {
    std::vector<std::size_t> done;
    for (const Progress& progress : place.moment.progress)
      done.push_back(progress.done);
    for (std::size_t w = 0; w < watches_.size(); ++w) {
      if (orders_[w]) continue;
      const bool holds =
          holds_now(claims_[w], place.moment.cloud, pipelines_, place.moment.names, done);
      if (holds != (watches_[w].kind == WatchKind::Always)) orders_[w] = order_to(place.link);
    }
  }

  StepOrder order_to(std::uint32_t link) const {
    StepOrder order;
    for (; link != 0; link = links_[link].before)
      order.push_back(links_[link].step);
    std::reverse(order.begin(), order.end());
    return order;
  }

  void note_failure(PipelineStep step, const StepTaken& taken, std::uint32_t before) {
    const Mismatch& mismatch = taken.mismatches.front();
    const auto* refusal = taken.outcome ? std::get_if<Refusal>(&*taken.outcome) : nullptr;
    std::string kind = taken.outcome ? mismatch.what : std::string();
    if (refusal) kind = refusal->code;
    const auto key = std::make_tuple(step.pipeline, step.step, kind);
    if (failures_.contains(key)) return;
    failures_.emplace(
        key, PipelineFailure{step, kind, mismatch,
                             refusal ? refusal->broken : std::vector<RuleId>(), order_to(before)});
  }

  const Cloud& start_;
  const std::vector<Pipeline>& pipelines_;
  const std::vector<Claim>& claims_;
  const std::vector<Watch>& watches_;
  Reach reach_;
  MomentKind kind_;
  Footprints footprints_;
  std::vector<std::vector<bool>> is_visible_;
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, std::size_t> free_from_;
  std::string texts_;
  bool names_an_id_ = false;
  bool is_bounded_ = false;
  std::vector<Link> links_;  ///< The first stands for the beginning.
  std::vector<std::optional<StepOrder>> orders_;
  std::map<std::tuple<std::size_t, std::size_t, std::string>, PipelineFailure> failures_;
  InterleaveResult result_;
};

std::optional<Diagnostic> wrong_pipelines(const std::vector<Pipeline>& pipelines) {
  if (pipelines.size() < 2 || pipelines.size() > pipelines_max)
    return problem("ILV001",
                   fmt::format("{} pipeline{} to interleave", pipelines.size(),
                               pipelines.size() == 1 ? "" : "s"),
                   fmt::format("name 2 to {}", pipelines_max));
  for (std::size_t i = 0; i < pipelines.size(); ++i) {
    if (pipelines[i].steps.size() > pipeline_steps_max)
      return problem("ILV001",
                     fmt::format("the pipeline `{}` has {} steps", pipelines[i].name,
                                 pipelines[i].steps.size()),
                     fmt::format("at most {}", pipeline_steps_max));
    for (std::size_t k = 0; k < i; ++k) {
      if (pipelines[i].name == pipelines[k].name)
        return problem("ILV002", fmt::format("two pipelines are named `{}`", pipelines[i].name),
                       "give each a name of its own");
    }
  }
  return std::nullopt;
}

/// In how many orders all steps can follow each other.
double orders_of(const std::vector<Pipeline>& pipelines) {
  double orders = 1;
  std::size_t all = 0;
  for (const Pipeline& pipeline : pipelines) {
    for (std::size_t i = 1; i <= pipeline.steps.size(); ++i)
      orders = orders * static_cast<double>(++all) / static_cast<double>(i);
  }
  return orders;
}

/// The reduction keeps what can happen, not how soon. So where it found an order, all shorter ones
/// are tried without it.
void shorten(const Cloud& start, const std::vector<Pipeline>& pipelines,
             const std::vector<Claim>& claims, const std::vector<Watch>& watches, Reach reach,
             InterleaveResult& result) {
  if (result.left_out == 0) return;
  std::size_t longest = 0;
  for (const WatchResult& watched : result.watches)
    longest = std::max(longest, watched.order ? watched.order->size() : 0);
  if (longest < 2) return;
  reach.reduce = false;
  reach.depth_max = longest;  // For the first of equally short ones, too.
  Search search(start, pipelines, claims, watches, reach);
  const bool is_whole = search.run() && !search.is_bounded();
  for (std::size_t w = 0; w < watches.size(); ++w) {
    WatchResult& watched = result.watches[w];
    if (!watched.order) continue;
    const auto& found = search.orders()[w];
    if (found) watched.order = found;
    watched.is_shortest = found || is_whole;
  }
}

}  // namespace

bool InterleaveResult::is_violated(const InterleaveLimits& limits) const {
  if (limits.all_complete && !failures.empty()) return true;
  return std::any_of(watches.begin(), watches.end(),
                     [](const WatchResult& w) { return w.holds == false; });
}

bool InterleaveResult::is_undecided(const InterleaveLimits& limits) const {
  const bool is_completion_asked = limits.all_complete || watches.empty();
  if (is_completion_asked && failures.empty() && !is_complete) return true;
  return std::any_of(watches.begin(), watches.end(), [](const WatchResult& w) { return !w.holds; });
}

Result<InterleaveResult> interleave(const Cloud& start, const std::vector<Pipeline>& pipelines,
                                    const std::vector<Watch>& watches,
                                    const InterleaveLimits& limits) {
  if (auto wrong = wrong_pipelines(pipelines)) return *wrong;
  std::vector<Claim> claims;
  for (const Watch& watch : watches) {
    auto claim = claim_about(watch, start, pipelines);
    if (!claim) return claim.error();
    claims.push_back(std::move(*claim));
  }
  Reach reach{
      .states_max = limits.states_max, .steps_max = limits.steps_max, .reduce = limits.reduce};
  std::optional<Search> search;
  search.emplace(start, pipelines, claims, watches, reach);
  if (!search->run()) {
    reach.is_exact = true;
    search.emplace(start, pipelines, claims, watches, reach);
    IMGFAM_ASSERT(search->run());
  }
  InterleaveResult result = search->result();
  result.orders = orders_of(pipelines);
  if (limits.reduce && !reach.is_exact) shorten(start, pipelines, claims, watches, reach, result);
  return result;
}

OrderReplay replay_order(const Cloud& start, const std::vector<Pipeline>& pipelines,
                         const StepOrder& order) {
  Moment moment = first_moment(start, pipelines);
  OrderReplay out{start, {}, {}, {}};
  for (const PipelineStep& step : order) {
    IMGFAM_ASSERT(moment.progress[step.pipeline].done == step.step);
    out.taken.push_back(take_next(moment, pipelines, step.pipeline));
  }
  out.cloud = std::move(moment.cloud);
  out.names = std::move(moment.names);
  for (const Progress& progress : moment.progress)
    out.done.push_back(progress.done);
  return out;
}

}  // namespace imgfam
