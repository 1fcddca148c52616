#include <imgfam/explore/around.hpp>

#include <imgfam/explore/explore.hpp>

#include <fmt/format.h>

#include <array>

namespace imgfam {
namespace {

/// The depth for a number of requests in the first state: so that at most some ten thousand
/// requests are made. At depth 0 all requests are sent in the first state, and what they lead to is
/// not looked at.
std::uint32_t depth_for(std::size_t requests) {
  constexpr std::array<std::size_t, 3> requests_max{150, 90, 40};
  std::uint32_t depth = 0;
  while (depth < requests_max.size() && requests <= requests_max[depth])
    ++depth;
  return depth;
}

constexpr std::size_t requests_at_all_max = 10'000;

}  // namespace

Result<Around> look_around(const Cloud& cloud, AccountId account, std::string_view region) {
  FamilyModel::View view;
  view.account = account;
  view.region = region;
  view.spare_instances = 1;
  const auto model = FamilyModel::around(cloud, view);
  if (!model) return model.error();
  std::vector<ModelRequest> requests;
  model->requests(model->initial(), requests);
  if (requests.size() > requests_at_all_max)
    return problem("EXP013",
                   fmt::format("{} requests can be sent here; at most {} are tried in passing",
                               requests.size(), requests_at_all_max),
                   "`imgfam explore` explores it with bounds of your own");
  const std::vector<Property> properties = shipped_properties();
  ExploreOptions options;
  options.engine = Engine::Hash;
  options.depth_max = depth_for(requests.size());
  const auto found = explore(*model, properties, options);
  if (!found) return found.error();
  Around around{options.depth_max, found->states, {}};
  for (std::size_t p = 0; p < properties.size(); ++p) {
    const PropertyFinding& finding = found->properties[p];
    if (finding.finding != Finding::Violated) continue;
    Around::Violation violation{properties[p].name, {}};
    for (const ModelRequest& request : *finding.path)
      violation.path.push_back(model->describe(request));
    around.violated.push_back(std::move(violation));
  }
  return around;
}

}  // namespace imgfam
