#include <imgfam/http/world.hpp>

#include <imgfam/scenario/replay.hpp>

namespace imgfam {
namespace {

Event event_of(Intervention what) {
  switch (what) {
    case Intervention::Begin:
      return event::Begin{};
    case Intervention::Finish:
      return event::Finish{};
    case Intervention::Fail:
      return event::Fail{};
    default:
      return event::Disable{};
  }
}

/// As Cloud::platform answers what cannot be: no code, since no request stands behind it.
Outcome not_under_way() { return Refusal{}; }

}  // namespace

bool is_reading(std::string_view action) {
  return action.starts_with("Describe") || action.starts_with("List");
}

Outcome World::answer(const Request& request, Trace* trace) {
  if (auto outcome = neighbours_.handle(request, cloud_)) return std::move(*outcome);
  Outcome outcome = cloud_.handle(request, trace);
  neighbours_.note(request, outcome, cloud_);
  return outcome;
}

Outcome World::apply(const Act& act, Trace* trace) {
  if (act.at > cloud_.now()) cloud_.advance(act.at - cloud_.now(), trace);
  if (const auto* request = std::get_if<Request>(&act.what)) return answer(*request, trace);
  if (const auto* joins = std::get_if<AccountJoins>(&act.what)) cloud_.add_account(joins->account);
  if (const auto* intervenes = std::get_if<Intervenes>(&act.what)) {
    if (intervenes->what != Intervention::Hold)
      return cloud_.platform(intervenes->image, event_of(intervenes->what), trace);
    if (!cloud_.hold(intervenes->image)) return not_under_way();
  }
  return Response{};
}

Result<World> world_of(const Scenario& beginning) {
  auto cloud = set_up(beginning, beginning.editions.front());
  if (!cloud) return cloud.error();
  return World(std::move(*cloud));
}

}  // namespace imgfam
