#include "image_machine.hpp"

#include <imgfam/model/assert.hpp>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths_no_color_map.hpp>

#include <fmt/format.h>

#include <bit>

namespace imgfam {
namespace {

Diagnostic too_many(std::string_view image) {
  return problem("PLN007",
                 fmt::format("image `{}` can be shared, used and changed in too many ways to plan",
                             printable(image)),
                 "name fewer accounts or instances in goals and keeps");
}

}  // namespace

ImageMachine::ImageMachine(const ImageMachineTask& task)
    : task_(task), scratch_(task.model->initial()) {}

Result<ImageMachine> ImageMachine::of(const ImageMachineTask& task) {
  ImageMachine machine(task);
  if (auto found = machine.find_instances(); !found) return found.error();
  machine.find_targets();
  machine.find_classes();
  State first;
  first.image = machine.scratch_.images[task.place];
  first.users = static_cast<std::uint32_t>(machine.users_.size());
  for (std::size_t n = 0; n < machine.named_.size(); ++n)
    first.named |= std::uint64_t{1} << n;
  machine.intern(first);
  for (std::uint32_t from = 0; from < machine.states_.size(); ++from) {
    if (machine.states_.size() > states_max || machine.edges_count_ > edges_max)
      return too_many(task.model->image_name(task.place));
    if (!machine.is_kept_[from]) continue;
    for (const ModelRequest& request : machine.requests(machine.states_[from]))
      machine.take(from, request);
  }
  // Whoever asked may move on: these are for making the machine alone.
  machine.task_.leaves = nullptr;
  machine.task_.prices = nullptr;
  machine.task_.keeps.clear();
  return machine;
}

Result<void> ImageMachine::find_instances() {
  const FamilyModel& model = *task_.model;
  for (std::size_t l = 0; l < task_.leaves->size(); ++l) {
    const ModelCheck& check = (*task_.leaves)[l];
    const bool is_image = check.subject == ModelCheck::Subject::Image && check.place == task_.place;
    const bool is_instance = check.subject == ModelCheck::Subject::Instance &&
                             scratch_.instances[check.place] == task_.place + 1;
    if (is_image || is_instance) leaves_.push_back(l);
    if (is_instance && std::find(named_.begin(), named_.end(), check.place) == named_.end())
      named_.push_back(check.place);
  }
  if (named_.size() > named_instances_max) return too_many(model.image_name(task_.place));
  for (std::size_t j = 0; j < model.instances(); ++j) {
    if (scratch_.instances[j] != task_.place + 1) continue;
    if (std::find(named_.begin(), named_.end(), j) != named_.end()) continue;
    (model.can_delete(j) ? users_ : fixed_).push_back(j);
  }
  return {};
}

void ImageMachine::find_targets() {
  for (const std::size_t l : leaves_) {
    const ModelCheck& check = (*task_.leaves)[l];
    if (check.subject != ModelCheck::Subject::Image) continue;
    asks_boot_mode_ = asks_boot_mode_ || check.boot_mode.has_value();
    asks_family_ = asks_family_ || check.family.has_value();
    if (check.shared_with) targets_.push_back(*check.shared_with);
  }
}

void ImageMachine::find_classes() {
  const std::uint64_t first = scratch_.images[task_.place].shared_with;
  std::map<std::pair<std::vector<bool>, std::uint64_t>, AccountClass> classes;
  for (const bool is_shared : {true, false}) {
    for (std::size_t a = 0; a < task_.model->accounts(); ++a) {
      const std::uint64_t bit = std::uint64_t{1} << a;
      if (((first & bit) != 0) != is_shared || (!is_shared && targets_.empty())) continue;
      std::vector<bool> is_in;
      for (const std::uint64_t target : targets_)
        is_in.push_back((target & bit) != 0);
      AccountClass& alike = classes[{std::move(is_in), bit & task_.tight_accounts}];
      alike.members.push_back(bit);
      alike.is_tight = (bit & task_.tight_accounts) != 0;
    }
  }
  // Those that fill requests up come last.
  for (const bool is_tight : {true, false}) {
    for (auto& [key, alike] : classes) {
      if (alike.is_tight == is_tight) classes_.push_back(std::move(alike));
    }
  }
}

void ImageMachine::put(const State& state, FamilyState& into) const {
  into.images[task_.place] = state.image;
  const auto there = state.image.status == Status::Deleted
                         ? orphaned
                         : static_cast<ModelInstance>(task_.place + 1);
  for (std::size_t n = 0; n < named_.size(); ++n)
    into.instances[named_[n]] = (state.named >> n & 1U) != 0 ? there : no_instance;
  for (std::size_t n = 0; n < users_.size(); ++n)
    into.instances[users_[n]] = n < users_.size() - state.users ? no_instance : there;
  for (const std::size_t j : fixed_)
    into.instances[j] = there;
}

// ---- Requests ----

std::vector<ModelRequest> ImageMachine::requests(const State& state) const {
  std::vector<ModelRequest> out;
  const auto place = static_cast<std::uint16_t>(task_.place);
  const auto add = [&](Act act, std::uint64_t argument = 0) {
    out.push_back({act, place, argument});
  };
  const bool is_there = state.image.status != Status::Deleted;
  if (is_there) {
    add(Act::Restore);
    add(Act::Deprecate);
    for (const BootMode mode : {BootMode::Bios, BootMode::Uefi, BootMode::UefiPreferred}) {
      if (asks_boot_mode_) add(Act::SetBootMode, static_cast<std::uint64_t>(mode));
    }
    for (std::size_t f = 0; f < task_.model->families().size(); ++f) {
      if (asks_family_ && f != state.image.family) add(Act::MoveToFamily, f);
    }
    add_sharing(state, out);
    add(Act::Delete);
    add(Act::ForceDelete);
    if (state.users != 0)
      out.push_back({Act::DeleteInstance,
                     static_cast<std::uint16_t>(users_[users_.size() - state.users]), 0});
  }
  for (std::size_t n = 0; n < named_.size(); ++n) {
    if ((state.named >> n & 1U) != 0 && task_.model->can_delete(named_[n]))
      out.push_back({Act::DeleteInstance, static_cast<std::uint16_t>(named_[n]), 0});
  }
  return out;
}

/// Everything that one request may add or remove: so many of each class.
void ImageMachine::add_batches(const State& state, bool adds,
                               std::vector<ModelRequest>& out) const {
  const auto place = static_cast<std::uint16_t>(task_.place);
  const std::uint64_t shared = state.image.shared_with;
  const auto push = [&](std::uint64_t bits, unsigned others) {
    const ModelRequest request{adds ? Act::AddAccount : Act::RemoveAccount, place, bits,
                               static_cast<std::uint16_t>(others)};
    if (bits == 0 && others == 0) return;
    if (out.empty() || out.back() != request) out.push_back(request);
  };
  const auto with_others = [&](std::uint64_t bits, unsigned room) {
    push(bits, 0);
    const unsigned others = adds ? 0 : state.image.others;
    if (others == 0) return;
    if (!targets_.empty()) push(bits, std::min(others - 1, room));
    push(bits, std::min(others, room));
  };
  const auto choose = [&](const auto& self, std::size_t c, std::uint64_t bits,
                          unsigned room) -> void {
    if (c == classes_.size()) {
      with_others(bits, room);
      return;
    }
    const AccountClass& alike = classes_[c];
    const auto is_there = [&](std::uint64_t bit) { return (shared & bit) != 0; };
    const auto there = static_cast<std::size_t>(
        std::count_if(alike.members.begin(), alike.members.end(), is_there));
    const std::size_t left = adds ? alike.members.size() - there : there;
    const std::size_t most = std::min<std::size_t>(left, room);
    const bool is_all_or_none = targets_.empty() && !alike.is_tight;
    self(self, c + 1, bits, room);
    for (std::size_t n = 1; n <= most; ++n) {
      bits |= alike.members[adds ? there + n - 1 : there - n];
      if (n == most || !is_all_or_none) self(self, c + 1, bits, room - static_cast<unsigned>(n));
    }
  };
  choose(choose, 0, 0, FamilyModel::accounts_per_request);
}

void ImageMachine::add_sharing(const State& state, std::vector<ModelRequest>& out) const {
  if (!targets_.empty()) add_batches(state, true, out);
  add_batches(state, false, out);
}

// ---- States ----

ImageMachine::State ImageMachine::next(const State& state, const ModelRequest& request,
                                       RuleSet& broken) {
  put(state, scratch_);
  State after = state;
  if (request.act != Act::DeleteInstance) {
    // Quotas that count other images are the search's to look at.
    broken = task_.model->apply_to_image(after.image, task_.place,
                                         task_.model->is_in_use(scratch_, task_.place), request);
    return after;
  }
  broken = task_.model->apply(scratch_, request);
  if (broken.any()) return after;
  const auto named = std::find(named_.begin(), named_.end(), request.subject);
  if (named == named_.end()) {
    --after.users;
  } else {
    after.named &= ~(std::uint64_t{1} << (named - named_.begin()));
  }
  return after;
}

std::uint32_t ImageMachine::intern(const State& state) {
  const auto [known, is_new] = numbers_.emplace(state, static_cast<std::uint32_t>(states_.size()));
  if (!is_new) return known->second;
  states_.push_back(state);
  edges_.emplace_back();
  note_leaves(known->second);
  is_kept_.push_back(judge_keeps(known->second));
  return known->second;
}

void ImageMachine::note_leaves(std::uint32_t number) {
  put(states_[number], scratch_);
  for (const std::size_t l : leaves_) {
    const ModelCheck& check = (*task_.leaves)[l];
    if (check.subject == ModelCheck::Subject::Image) {
      holds_.push_back(ModelClaim::holds(check, *task_.model, scratch_));
      continue;
    }
    // An instance keeps its image's name when the image is deleted, which the model forgets.
    const bool is_there = scratch_.instances[check.place] != no_instance;
    const bool is_its_image = !check.image || *check.image == task_.place;
    holds_.push_back(check.exists.value_or(true) == is_there && (!is_there || is_its_image));
  }
}

bool ImageMachine::holds(std::uint32_t number, std::size_t leaf) const {
  const auto at = std::lower_bound(leaves_.begin(), leaves_.end(), leaf);
  return holds_[number * leaves_.size() + static_cast<std::size_t>(at - leaves_.begin())];
}

bool ImageMachine::judge_keeps(std::uint32_t number) {
  bool is_so = true;
  for (const Conjunct* keep : task_.keeps) {
    if (keep->formula.holds([&](std::size_t leaf) { return holds(number, leaf); })) continue;
    is_so = false;
    auto& in_the_way = keeps_in_the_way_;
    if (std::find(in_the_way.begin(), in_the_way.end(), keep->claim) == in_the_way.end())
      in_the_way.push_back(keep->claim);
  }
  return is_so;
}

void ImageMachine::take(std::uint32_t from, const ModelRequest& request) {
  RuleSet broken;
  const State after = next(states_[from], request, broken);
  if (broken.any()) {
    refused_.emplace(request, broken);
    return;
  }
  if (after == states_[from]) return;
  accepted_.insert(request);
  if (task_.avoided.test(static_cast<std::size_t>(request.act))) {
    avoided_.insert(request);
    return;
  }
  const std::uint32_t to = intern(after);
  if (!is_kept_[to]) return;
  ++edges_count_;
  edges_[from].push_back({to, price_of(request, *task_.prices), request});
}

// ---- Costs ----

std::vector<bool> ImageMachine::where_deleted() const {
  std::vector<bool> out;
  for (const State& state : states_)
    out.push_back(state.image.status == Status::Deleted);
  return out;
}

std::vector<std::uint64_t> ImageMachine::costs_to(const std::vector<bool>& is_wanted) const {
  using Graph =
      boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                            boost::property<boost::edge_weight_t, std::uint64_t>>;
  // Backwards from a vertex beside the states, which leads to all that are wanted.
  Graph graph(states_.size() + 1);
  const std::size_t goal = states_.size();
  for (std::size_t from = 0; from < states_.size(); ++from) {
    if (is_wanted[from]) boost::add_edge(goal, from, 0, graph);
    for (const Edge& edge : edges_[from])
      boost::add_edge(edge.to, from, edge.cost, graph);
  }
  std::vector<std::uint64_t> costs(states_.size() + 1, unreachable_cost);
  boost::dijkstra_shortest_paths_no_color_map(graph, goal,
                                              boost::distance_map(costs.data())
                                                  .distance_inf(unreachable_cost)
                                                  .distance_zero(std::uint64_t{0}));
  costs.pop_back();
  return costs;
}

// ---- Why not ----

namespace {

std::vector<RuleId> rules_in(const RuleSet& broken) {
  std::vector<RuleId> out;
  for (std::size_t r = 0; r < rules_count; ++r) {
    if (broken.test(r)) out.push_back(static_cast<RuleId>(r));
  }
  return out;
}

bool is_about_sharing(Act act) { return act == Act::AddAccount || act == Act::RemoveAccount; }

}  // namespace

/// Instances that cannot be deleted whatever comes: all that are named, of the others one for all
/// that break the same rules.
void ImageMachine::add_fixed_instances(bool only_named, std::vector<RefusedAlways>& out) const {
  std::vector<std::vector<RuleId>> known;
  const auto take = [&](std::size_t j, bool is_named) {
    const ModelRequest request{Act::DeleteInstance, static_cast<std::uint16_t>(j), 0};
    FamilyState state = task_.model->initial();
    std::vector<RuleId> broken = rules_in(task_.model->apply(state, request));
    if (broken.empty()) {  // Another account's: the cloud knows it.
      Cloud cloud = task_.model->cloud();
      const Outcome outcome = cloud.handle(
          task_.model->to_request(request, task_.model->initial(), task_.model->reference_names()));
      if (const auto* refusal = std::get_if<Refusal>(&outcome))
        broken.assign(refusal->broken.begin(), refusal->broken.end());
    }
    const bool is_known = std::find(known.begin(), known.end(), broken) != known.end();
    if (!is_named && is_known) return;
    known.push_back(broken);
    out.push_back({task_.model->describe(request), std::move(broken)});
  };
  for (const std::size_t j : named_) {
    if (!task_.model->can_delete(j)) take(j, true);
  }
  if (only_named) return;
  bool is_foreign_known = false;
  for (const std::size_t j : fixed_) {
    FamilyState state = task_.model->initial();
    const ModelRequest request{Act::DeleteInstance, static_cast<std::uint16_t>(j), 0};
    const bool is_foreign = task_.model->apply(state, request).none();
    if (is_foreign && is_foreign_known) continue;
    is_foreign_known = is_foreign_known || is_foreign;
    take(j, false);
  }
}

std::vector<RefusedAlways> ImageMachine::refused_always(bool only_instances) const {
  const auto is_always = [&](Status status) {
    return std::all_of(states_.begin(), states_.end(),
                       [&](const State& s) { return s.image.status == status; });
  };
  // What would change nothing blocks nothing.
  const bool is_restored = is_always(Status::Available);
  const bool is_deprecated = is_always(Status::Deprecated);
  std::vector<RefusedAlways> out;
  std::set<std::pair<Act, std::vector<RuleId>>> shares;  // Any number of accounts is told once.
  for (const auto& [request, broken] : refused_) {
    if (accepted_.contains(request) || (only_instances && request.act != Act::DeleteInstance))
      continue;
    if (request.act == Act::Restore && is_restored) continue;
    if (request.act == Act::Deprecate && is_deprecated) continue;
    RefusedAlways refused{task_.model->describe(request), rules_in(broken)};
    if (is_about_sharing(request.act) && !shares.emplace(request.act, refused.broken).second)
      continue;
    out.push_back(std::move(refused));
  }
  add_fixed_instances(only_instances, out);
  return out;
}

std::vector<std::string> ImageMachine::avoided() const {
  std::vector<std::string> out;
  std::set<Act> shares;
  for (const ModelRequest& request : avoided_) {
    if (is_about_sharing(request.act) && !shares.insert(request.act).second) continue;
    out.push_back(task_.model->describe(request));
  }
  return out;
}

}  // namespace imgfam
