// The hash engine: the states seen, in the order in which they were, and an index of them.
//
// It explores what has no dense index, or one that is larger than memory: states are numbers where
// the model can be spelled in digits, else whole FamilyStates. The order of discovery is the queue
// of the breadth first search and tells the levels apart, so paths need no parents: a state is led
// back to one of the level before.
#include "engines.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>

namespace imgfam {
namespace {

/// States as numbers.
class DigitSpace {
 public:
  using State = std::uint64_t;

  explicit DigitSpace(const DigitModel& digits) : digits_(&digits), counts_(digits) {}

  State initial() const { return 0; }
  FamilyState unpacked(State state) const { return digits_->state_of(rank(state)); }
  static std::uint64_t bytes_of(State) { return 0; }

  template <class Visit>
  void for_each_step(State state, Visit&& visit) const {
    digits_->for_each_step(rank(state), [&](const ModelRequest& request, Rank next) {
      visit(request, next.vector * digits_->configurations() + next.configuration);
    });
  }

  void count(State state) {
    const Rank now = rank(state);
    digits_->spell(now.vector, codes_.data());
    counts_.add_one(codes_.data(), now.configuration);
  }
  void total(Exploration& found) const {
    counts_.total(found.transitions, found.refusals, found.refusals_by_rule);
  }

 private:
  Rank rank(State state) const {
    return {state / digits_->configurations(),
            static_cast<std::uint32_t>(state % digits_->configurations())};
  }

  const DigitModel* digits_;
  RowCounts counts_;
  std::array<Code, DigitModel::images_max> codes_{};
};

/// States as they are.
class StateSpace {
 public:
  using State = FamilyState;

  explicit StateSpace(const FamilyModel& model) : model_(&model) {}

  State initial() const { return model_->initial(); }
  const FamilyState& unpacked(const State& state) const { return state; }
  static std::uint64_t bytes_of(const State& state) {
    return state.images.capacity() * sizeof(ModelImage) +
           state.instances.capacity() * sizeof(ModelInstance) + 32;  // And what the heap adds.
  }

  template <class Visit>
  void for_each_step(const State& state, Visit&& visit) const {
    std::vector<ModelRequest> requests;
    model_->requests(state, requests);
    for (const ModelRequest& request : requests) {
      State next = state;
      if (model_->apply(next, request).none()) visit(request, std::move(next));
    }
  }

  void count(const State& state) {
    std::vector<ModelRequest> requests;
    model_->requests(state, requests);
    for (const ModelRequest& request : requests) {
      State next = state;
      const RuleSet broken = model_->apply(next, request);
      ++(broken.none() ? transitions_ : refusals_);
      for (std::size_t r = 0; broken.any() && r < rules_count; ++r) {
        if (broken.test(r)) ++by_rule_[static_cast<RuleId>(r)];
      }
    }
  }
  void total(Exploration& found) const {
    found.transitions = transitions_;
    found.refusals = refusals_;
    found.refusals_by_rule = by_rule_;
  }

 private:
  const FamilyModel* model_;
  std::uint64_t transitions_ = 0;
  std::uint64_t refusals_ = 0;
  std::map<RuleId, std::uint64_t> by_rule_;
};

/// The request by which a state decides a property of requests; nothing as a rule.
std::optional<ModelRequest> deciding_request(Property::Kind kind, const FamilyModel& model,
                                             const FamilyState& state) {
  std::vector<ModelRequest> requests;
  model.requests(state, requests);
  for (const ModelRequest& request : requests) {
    FamilyState next = state;
    const RuleSet broken = model.apply(next, request);
    if (kind == Property::Kind::RefusedChangesNothing && broken.any() && !(next == state))
      return request;
    if (broken.any()) continue;
    if (kind == Property::Kind::DeprecationCanBeUndone && request.act == Act::Deprecate &&
        !(next == state)) {
      FamilyState back = next;
      const RuleSet refused = model.apply(back, {Act::Restore, request.subject, 0});
      if (refused.any() || !(back == state)) return request;
    }
    if (kind != Property::Kind::BootModeInUseStays) continue;
    for (std::size_t i = 0; i < state.images.size(); ++i) {
      const bool is_there = state.images[i].is_created && next.images[i].status != Status::Deleted;
      if (is_there && state.images[i].boot_mode != next.images[i].boot_mode &&
          model.is_in_use(state, i))
        return request;
    }
  }
  return std::nullopt;
}

/// Which states were seen. Numbers are kept by themselves, others by their place in the order.
template <class State>
class Seen {
 public:
  explicit Seen(const std::vector<State>& order) : index_(0, Hasher{&order}, Equal{&order}) {}

  bool contains(const State& state) const { return index_.contains(state); }
  void add_last(const std::vector<State>& order) {
    index_.insert(static_cast<std::uint32_t>(order.size() - 1));
  }
  std::uint64_t bytes() const { return index_.bucket_count() * 5; }

 private:
  struct Hasher {
    using is_transparent = void;
    const std::vector<State>* order;
    std::size_t operator()(std::uint32_t number) const { return (*this)((*order)[number]); }
    std::size_t operator()(const State& state) const { return boost::hash<State>{}(state); }
  };
  struct Equal {
    using is_transparent = void;
    const std::vector<State>* order;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(const State& a, std::uint32_t b) const { return a == (*order)[b]; }
    bool operator()(std::uint32_t a, const State& b) const { return (*order)[a] == b; }
  };

  boost::unordered_flat_set<std::uint32_t, Hasher, Equal> index_;
};
template <>
class Seen<std::uint64_t> {
 public:
  explicit Seen(const std::vector<std::uint64_t>&) {}

  bool contains(std::uint64_t state) const { return states_.contains(state); }
  void add_last(const std::vector<std::uint64_t>& order) { states_.insert(order.back()); }
  std::uint64_t bytes() const { return states_.bucket_count() * 9; }

 private:
  boost::unordered_flat_set<std::uint64_t> states_;
};

template <class Space>
class Hash {
 public:
  using State = typename Space::State;

  Hash(const FamilyModel& model, Space space, const std::vector<Property>& properties,
       const ExploreOptions& options)
      : model_(model),
        space_(std::move(space)),
        properties_(properties),
        options_(options),
        seen_(order_) {
    found_.engine = Engine::Hash;
    found_.properties.resize(properties.size());
  }

  Exploration run() {
    add(space_.initial());
    std::size_t begin = 0;
    for (std::uint32_t depth = 0;; ++depth) {
      const std::size_t end = order_.size();
      levels_.push_back(begin);
      for (std::size_t s = begin; s < end; ++s) {
        const State now = order_[s];  // A copy: order_ grows.
        look(now, s, depth);
        space_.count(now);
        space_.for_each_step(now, [&](const ModelRequest&, State next) { add(std::move(next)); });
        if (s % 4096 == 0 && options_.on_progress) options_.on_progress({s, depth});
        if (bytes() > options_.bytes_max) found_.stopped_by = Bound::Memory;
        if (!found_.is_complete()) {
          finish(s + 1, depth);
          return std::move(found_);
        }
      }
      begin = end;
      const bool has_more = order_.size() > end;
      if (has_more && depth == options_.depth_max) found_.stopped_by = Bound::Depth;
      if (has_more && end >= options_.states_max) found_.stopped_by = Bound::States;
      if (!has_more || !found_.is_complete()) {
        finish(end, depth);
        return std::move(found_);
      }
    }
  }

 private:
  void add(State state) {
    if (seen_.contains(state)) return;
    heap_bytes_ += Space::bytes_of(state);
    order_.push_back(std::move(state));
    seen_.add_last(order_);
  }

  std::uint64_t bytes() const {
    return order_.capacity() * sizeof(State) + seen_.bytes() + heap_bytes_;
  }

  void finish(std::size_t states, std::uint32_t depth) {
    found_.states = states;
    found_.depth = depth;
    found_.bytes = bytes();
    space_.total(found_);
    for (std::size_t p = 0; p < properties_.size(); ++p) {
      PropertyFinding& finding = found_.properties[p];
      if (!finding.path)
        finding.finding = finding_without(properties_[p].kind, found_.is_complete());
    }
  }

  void look(const State& packed, std::size_t number, std::uint32_t depth) {
    if (properties_.empty()) return;
    const auto& state = space_.unpacked(packed);
    for (std::size_t p = 0; p < properties_.size(); ++p) {
      PropertyFinding& finding = found_.properties[p];
      if (finding.path) continue;
      const Property& asked = properties_[p];
      std::optional<ModelRequest> last;
      if (is_about_states(asked.kind)) {
        if (!decides(asked.kind, asked.claim->holds(model_, state))) continue;
      } else {
        last = deciding_request(asked.kind, model_, state);
        if (!last) continue;
      }
      finding.finding =
          asked.kind == Property::Kind::Reachable ? Finding::Holds : Finding::Violated;
      finding.path = path_to(number, depth);
      if (last) finding.path->push_back(*last);
    }
  }

  std::vector<ModelRequest> path_to(std::size_t number, std::uint32_t depth) const {
    std::vector<ModelRequest> path;
    for (; depth > 0; --depth) {
      std::optional<ModelRequest> found;
      for (std::size_t s = levels_[depth - 1]; s < levels_[depth] && !found; ++s) {
        space_.for_each_step(order_[s], [&](const ModelRequest& request, const State& next) {
          if (found || !(next == order_[number])) return;
          found = request;
          number = s;
        });
      }
      path.push_back(*found);
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

  const FamilyModel& model_;
  Space space_;
  const std::vector<Property>& properties_;
  const ExploreOptions& options_;
  std::vector<State> order_;
  Seen<State> seen_;
  std::vector<std::size_t> levels_;  // Where each begins in order_.
  std::uint64_t heap_bytes_ = 0;
  Exploration found_;
};

}  // namespace

Exploration explore_hash(const FamilyModel& model, const std::optional<DigitModel>& digits,
                         const std::vector<Property>& properties, const ExploreOptions& options) {
  if (digits) return Hash(model, DigitSpace(*digits), properties, options).run();
  return Hash(model, StateSpace(model), properties, options).run();
}

}  // namespace imgfam
