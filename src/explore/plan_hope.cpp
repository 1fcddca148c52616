#include "plan_hope.hpp"

#include <algorithm>

namespace imgfam {

namespace {

/// Which of several say by themselves that the image must be Available, or must not be; nothing
/// where only together they do.
std::vector<bool> wanting_alone(const std::vector<std::vector<bool>>& allowed_by, std::size_t place,
                                bool is_available) {
  std::vector<bool> out;
  for (const std::vector<bool>& allowed : allowed_by) {
    bool is_so = true;
    for (std::size_t value = 0; value < allowed.size(); ++value) {
      const bool is_nothing = value + 1 == allowed.size();
      const bool wants_so = is_available ? value == place : is_nothing || value < place;
      is_so = is_so && (!allowed[value] || wants_so);
    }
    out.push_back(is_so);
  }
  const bool is_any = std::find(out.begin(), out.end(), true) != out.end();
  return is_any ? out : std::vector<bool>();
}

}  // namespace

PlanHope::PlanHope(const PlanProblem& problem) : problem_(problem), can_move_(problem.can_move()) {
  std::vector<Atoms> ways(1);
  // Goals first: keeps hold to begin with, and are the less of them all.
  for (const bool is_keep : {false, true}) {
    for (std::size_t c = 0; c < problem.conjuncts.size(); ++c) {
      if (problem.conjuncts[c].is_keep != is_keep) continue;
      ways = joined(std::move(ways), ways_of(problem.conjuncts[c].formula, c));
    }
  }
  for (const Atoms& atoms : ways)
    add_branch(atoms);
}

// ---- Branches ----

const PlanHope::Atom* PlanHope::keep(const Formula& formula, std::size_t conjunct) {
  atoms_.push_back(std::make_unique<const Atom>(
      Atom{formula, conjunct, place_of(formula, problem_), family_of(formula, problem_)}));
  return atoms_.back().get();
}

/// Both: every way of the one with every way of the other; where those are too many, the one alone.
std::vector<PlanHope::Atoms> PlanHope::joined(std::vector<Atoms> a, const std::vector<Atoms>& b) {
  if (a.size() * b.size() > branches_max) return a;
  std::vector<Atoms> out;
  for (const Atoms& left : a) {
    for (const Atoms& right : b) {
      out.push_back(left);
      out.back().insert(out.back().end(), right.begin(), right.end());
    }
  }
  return out;
}

/// The ways to fulfil a formula; one that wants nothing where they are too many.
std::vector<PlanHope::Atoms> PlanHope::ways_of(const Formula& formula, std::size_t conjunct) {
  const bool is_atom = place_of(formula, problem_) || family_of(formula, problem_);
  if (is_atom) return {Atoms{keep(formula, conjunct)}};
  std::vector<Atoms> out;
  if (formula.op == Formula::Op::And) {
    out.resize(1);
    for (const Formula& part : formula.parts)
      out = joined(std::move(out), ways_of(part, conjunct));
    return out;
  }
  for (const Formula& part : grouped(formula).parts) {
    for (Atoms& way : ways_of(part, conjunct))
      out.push_back(std::move(way));
    if (out.size() > branches_max) return std::vector<Atoms>(1);
  }
  return out;
}

/// The same `or` with what is about one image, or one family, as one part.
Formula PlanHope::grouped(const Formula& formula) const {
  Formula out;
  out.op = Formula::Op::Or;
  using Key = std::pair<std::optional<std::size_t>, std::optional<std::size_t>>;
  std::vector<Key> keys;
  for (const Formula& part : formula.parts) {
    const Key key{place_of(part, problem_), family_of(part, problem_)};
    const auto known = std::find(keys.begin(), keys.end(), key);
    if (known == keys.end() || key == Key()) {
      keys.push_back(key);
      out.parts.push_back(part);
      continue;
    }
    Formula& with = out.parts[static_cast<std::size_t>(known - keys.begin())];
    if (with.op != Formula::Op::Or) {
      Formula both;
      both.op = Formula::Op::Or;
      both.parts.push_back(std::move(with));
      with = std::move(both);
    }
    with.parts.push_back(part);
  }
  return out;
}

void PlanHope::add_branch(const Atoms& atoms) {
  const std::size_t images = problem_.images.size();
  Branch branch;
  branch.wants.resize(images);
  branch.conjuncts.resize(images);
  struct Said {
    std::vector<bool> allowed;
    std::vector<std::size_t> conjuncts;
    std::vector<std::vector<bool>> allowed_by;  // By conjunct.
  };
  std::map<std::size_t, Said> families;
  for (const Atom* atom : atoms) {
    if (atom->place) {
      branch.wants[*atom->place].formulas.push_back(&atom->formula);
      branch.conjuncts[*atom->place].push_back(atom->conjunct);
      continue;
    }
    Said& said = families[*atom->family];
    said.allowed.resize(images + 1, true);
    said.conjuncts.push_back(atom->conjunct);
    said.allowed_by.emplace_back();
    for (std::size_t value = 0; value <= images; ++value) {
      const auto resolved = value < images ? std::optional(value) : std::nullopt;
      const bool is_so = atom->formula.holds(
          [&](std::size_t leaf) { return holds_of(problem_.leaves[leaf], resolved); });
      said.allowed_by.back().push_back(is_so);
      said.allowed[value] = said.allowed[value] && is_so;
    }
  }
  // What a family must resolve to is wanted of its images; of several values one is chosen.
  const auto is_settled = [](const Said& said) {
    return std::count(said.allowed.begin(), said.allowed.end(), true) == 1;
  };
  for (const auto& [family, said] : families) {
    if (!is_settled(said)) continue;
    const auto value = static_cast<std::size_t>(
        std::find(said.allowed.begin(), said.allowed.end(), true) - said.allowed.begin());
    for (std::size_t p = value < images ? value : 0; p < images; ++p) {
      branch.wants[p].available.emplace_back(family, p == value);
      const auto wanting = wanting_alone(said.allowed_by, p, p == value);
      for (std::size_t c = 0; c < said.conjuncts.size(); ++c) {
        if (wanting.empty() || wanting[c]) branch.conjuncts[p].push_back(said.conjuncts[c]);
      }
    }
  }
  for (std::size_t p = 0; p < images; ++p)
    branch.costs.push_back(costs_of(p, branch.wants[p]));
  for (const auto& [family, said] : families) {
    if (!is_settled(said)) add_choice(branch, family, said.allowed, said.conjuncts);
  }
  branches_.push_back(std::move(branch));
}

void PlanHope::add_choice(Branch& branch, std::size_t family, const std::vector<bool>& allowed,
                          const std::vector<std::size_t>& conjuncts) {
  Choice choice{family, allowed, {}, {}, conjuncts};
  for (std::size_t p = 0; p < problem_.images.size(); ++p) {
    for (const bool is_available : {true, false}) {
      Wants wants = branch.wants[p];
      wants.available.emplace_back(family, is_available);
      (is_available ? choice.if_available : choice.if_not).push_back(costs_of(p, wants));
    }
  }
  branch.choices.push_back(std::move(choice));
}

bool PlanHope::is_met(const Wants& wants, std::size_t place, std::uint32_t number) const {
  const ImageMachine& machine = problem_.images[place];
  return std::all_of(
             wants.formulas.begin(), wants.formulas.end(),
             [&](const Formula* formula) {
               return formula->holds([&](std::size_t leaf) { return machine.holds(number, leaf); });
             }) &&
         std::all_of(wants.available.begin(), wants.available.end(), [&](const auto& wanted) {
           return machine.is_available_in(number, wanted.first) == wanted.second;
         });
}

const PlanHope::Costs* PlanHope::costs_of(std::size_t place, const Wants& wants) {
  auto& table = tables_[{place, wants}];
  if (table) return table.get();
  const ImageMachine& machine = problem_.images[place];
  std::vector<bool> is_wanted(machine.states());
  for (std::uint32_t s = 0; s < machine.states(); ++s)
    is_wanted[s] = is_met(wants, place, s);
  table = std::make_unique<const Costs>(machine.costs_to(is_wanted));
  return table.get();
}

// ---- What a state costs ----

std::uint64_t PlanHope::of(const State& state) const {
  std::uint64_t least = hopeless;
  for (const Branch& branch : branches_)
    least = std::min(least, of(branch, state));
  return least;
}

std::uint64_t PlanHope::of(const Branch& branch, const State& state) const {
  std::uint64_t sum = 0;
  for (std::size_t p = 0; p < state.size(); ++p) {
    const std::uint64_t cost = (*branch.costs[p])[state[p]];
    if (cost == hopeless) return hopeless;
    sum += cost;
  }
  // Families share no images, so what they need adds up; not where images move between them.
  std::uint64_t more = 0;
  for (const Choice& choice : branch.choices) {
    const std::uint64_t cost = of(choice, branch, state);
    if (cost == hopeless) return hopeless;
    more = can_move_ ? std::max(more, cost) : more + cost;
  }
  return sum + more;
}

/// What the cheapest value that is allowed needs beyond the branch's wants.
std::uint64_t PlanHope::of(const Choice& choice, const Branch& branch, const State& state) const {
  std::uint64_t least = hopeless;
  std::uint64_t newer = 0;  // For none of them to be Available.
  for (std::size_t p = state.size(); p-- > 0;) {
    const std::uint64_t base = (*branch.costs[p])[state[p]];
    const std::uint64_t available = (*choice.if_available[p])[state[p]];
    if (choice.allowed[p] && available != hopeless)
      least = std::min(least, newer + available - base);
    const std::uint64_t not_available = (*choice.if_not[p])[state[p]];
    if (not_available == hopeless) return least;
    newer += not_available - base;
  }
  return choice.allowed[state.size()] ? std::min(least, newer) : least;
}

// ---- Why there is no plan ----

std::vector<std::size_t> PlanHope::hopeless_images() const {
  const State first(problem_.images.size(), 0);
  std::vector<std::size_t> out;
  for (const Branch& branch : branches_) {
    if (of(branch, first) != hopeless) return {};
    const std::size_t before = out.size();
    for (std::size_t p = 0; p < first.size(); ++p) {
      if (branch.costs[p]->front() == hopeless) out.push_back(p);
    }
    if (out.size() != before) continue;
    for (const Choice& choice : branch.choices) {
      if (of(choice, branch, first) != hopeless) continue;
      for (std::size_t p = 0; p < first.size(); ++p) {
        if (problem_.model->initial().images[p].family == choice.family) out.push_back(p);
      }
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::size_t> PlanHope::wants_of(std::size_t place) const {
  const State first(problem_.images.size(), 0);
  std::vector<std::size_t> out;
  const auto add = [&](const std::vector<std::size_t>& conjuncts) {
    out.insert(out.end(), conjuncts.begin(), conjuncts.end());
  };
  for (const Branch& branch : branches_) {
    add(branch.conjuncts[place]);
    if (branch.costs[place]->front() == hopeless) continue;
    for (const Choice& choice : branch.choices) {
      const bool is_member = problem_.model->initial().images[place].family == choice.family;
      if (is_member && of(choice, branch, first) == hopeless) add(choice.conjuncts);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace imgfam
