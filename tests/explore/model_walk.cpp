#include "explore/model_walk.hpp"

#include "explore/cloud_twin.hpp"
#include "support/catch.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <deque>

namespace imgfam {

std::string names_of(const RuleSet& rules) {
  std::string out;
  for (std::size_t r = 0; r < rules_count; ++r) {
    if (rules.test(r)) out += std::string(catalogue[r].id) + " ";
  }
  return out.empty() ? "accepted" : out;
}

Walked walk(const FamilyModel& model, std::size_t states_max) {
  Walked walked;
  if (!(CloudTwin(model).state() == model.initial()))
    FAIL("the model begins with " << model.describe(model.initial()) << "\nthe cloud with "
                                  << model.describe(CloudTwin(model).state()));
  boost::unordered_flat_set<FamilyState, boost::hash<FamilyState>> seen{model.initial()};
  std::deque<std::pair<FamilyState, CloudTwin>> left{{model.initial(), CloudTwin(model)}};
  std::vector<ModelRequest> requests;
  while (!left.empty() && walked.states < states_max) {
    const auto [state, twin] = std::move(left.front());
    left.pop_front();
    ++walked.states;
    model.requests(state, requests);
    for (const ModelRequest& request : requests) {
      FamilyState next = state;
      CloudTwin other = twin;
      const std::string broken = names_of(model.apply(next, request));
      const std::string broken_by_cloud = names_of(other.send(state, request));
      ++(broken == "accepted" ? walked.transitions : walked.refusals);
      if (broken != broken_by_cloud || !(other.state() == next)) {
        FAIL(model.describe(request) << "\nin " << model.describe(state) << "\nmodel: " << broken
                                     << " -> " << model.describe(next) << "\ncloud: "
                                     << broken_by_cloud << " -> " << model.describe(other.state()));
      }
      if (seen.size() < states_max && seen.insert(next).second)
        left.emplace_back(std::move(next), std::move(other));
    }
  }
  return walked;
}

}  // namespace imgfam
