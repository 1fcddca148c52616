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
    for_each_request(state, [&](const ModelRequest& request, const RuleSet& broken, State&& next) {
      if (broken.none()) visit(request, std::move(next));
    });
  }

  /// Calls `visit(request, broken, next)` for every request, refused ones too.
  template <class Visit>
  void for_each_request(const State& state, Visit&& visit) const {
    std::vector<ModelRequest> requests;
    model_->requests(state, requests);
    for (const ModelRequest& request : requests) {
      State next = state;
      const RuleSet broken = model_->apply(next, request);
      visit(request, broken, std::move(next));
    }
  }

  void count(const RuleSet& broken) {
    ++(broken.none() ? transitions_ : refusals_);
    for (std::size_t r = 0; broken.any() && r < rules_count; ++r) {
      if (broken.test(r)) ++by_rule_[r];
    }
  }
  void total(Exploration& found) const {
    found.transitions = transitions_;
    found.refusals = refusals_;
    for (std::size_t r = 0; r < rules_count; ++r) {
      if (by_rule_[r] != 0) found.refusals_by_rule[static_cast<RuleId>(r)] = by_rule_[r];
    }
  }

 private:
  const FamilyModel* model_;
  std::uint64_t transitions_ = 0;
  std::uint64_t refusals_ = 0;
  std::array<std::uint64_t, rules_count> by_rule_{};
};

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
    for (const Property& property : properties)
      (is_about_states(property.kind) ? has_state_properties_ : has_request_properties_) = true;
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
        go_on(now, s, depth);
        if (s % 4096 == 0 && options_.on_progress) options_.on_progress({s, depth, {}});
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
  }

  /// Takes every request in the state.
  void go_on(const State& now, std::size_t number, std::uint32_t depth) {
    if constexpr (std::is_same_v<Space, StateSpace>) {
      space_.for_each_request(
          now, [&](const ModelRequest& request, const RuleSet& broken, State&& next) {
            space_.count(broken);
            look_at_request(now, request, broken, next, number, depth);
            if (broken.none() && !(next == now)) add(std::move(next));
          });
    } else {
      space_.count(now);
      space_.for_each_step(now, [&](const ModelRequest&, State next) {
        if (next != now) add(next);
      });
      if (!has_request_properties_) return;
      const StateSpace whole(model_);
      const FamilyState state = space_.unpacked(now);
      whole.for_each_request(
          state, [&](const ModelRequest& request, const RuleSet& broken, const FamilyState& next) {
            look_at_request(state, request, broken, next, number, depth);
          });
    }
  }

  void look_at_request(const FamilyState& state, const ModelRequest& request, const RuleSet& broken,
                       const FamilyState& next, std::size_t number, std::uint32_t depth) {
    for (std::size_t p = 0; p < properties_.size() && has_request_properties_; ++p) {
      const Property::Kind kind = properties_[p].kind;
      PropertyFinding& finding = found_.properties[p];
      if (is_about_states(kind) || finding.path ||
          !violates(kind, model_, state, request, broken, next))
        continue;
      finding.finding = Finding::Violated;
      finding.path = path_to(number, depth);
      finding.path->push_back(request);
    }
  }

  bool value_of(const Property& asked, const FamilyState& state) const {
    if (asked.claim) return asked.claim->holds(model_, state);
    return is_promise_kept(asked.kind, state.images, model_.families().size(),
                           [&](std::size_t family) {
                             return model_.resolve(state, family).value_or(state.images.size());
                           });
  }

  void look(const State& packed, std::size_t number, std::uint32_t depth) {
    if (!has_state_properties_) return;
    const auto& state = space_.unpacked(packed);
    for (std::size_t p = 0; p < properties_.size(); ++p) {
      PropertyFinding& finding = found_.properties[p];
      const Property& asked = properties_[p];
      if (finding.path || !is_about_states(asked.kind) ||
          !decides(asked.kind, value_of(asked, state)))
        continue;
      finding.finding =
          asked.kind == Property::Kind::Reachable ? Finding::Holds : Finding::Violated;
      finding.path = path_to(number, depth);
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
  bool has_state_properties_ = false;
  bool has_request_properties_ = false;
  Exploration found_;
};

}  // namespace

Exploration explore_hash(const FamilyModel& model, const std::optional<DigitModel>& digits,
                         const std::vector<Property>& properties, const ExploreOptions& options) {
  if (digits) return Hash(model, DigitSpace(*digits), properties, options).run();
  return Hash(model, StateSpace(model), properties, options).run();
}

}  // namespace imgfam
