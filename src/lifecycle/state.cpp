// The parts of the machine's interface that need no machine: policies and texts.
#include <imgfam/lifecycle/lifecycle.hpp>

#include <imgfam/rules/catalogue.hpp>

#include <ostream>

namespace imgfam {

Policy policy_of(Edition edition, const Interpretation& interpretation) {
  // Not asked: making a policy answers nothing yet. Who sends an event notes what the step depends
  // on (questions_behind).
  const auto follows = [&](ReadingId id) {
    return interpretation.chosen(id.question) == id.reading;
  };
  return {
      .repeated_status_is_fine = follows("repeat-status=accept"_reading),
      .deprecated_can_be_unshared = follows("unshare-deprecated=accept"_reading),
      .deprecated_can_be_edited = follows("edit-deprecated=accept"_reading),
      // 2026 documents the refusal, so the question is open in the earlier editions only.
      .creating_can_be_edited =
          edition != Edition::E2026 && follows("edit-creating=accept"_reading),
      .same_boot_mode_is_fine = follows("same-boot-mode=accept"_reading),
      .community_counts_as_shared = follows("shared-means=accounts-or-community"_reading),
      .shared_can_be_deleted = follows("delete-shared=accept"_reading),
      .shared_can_be_forced = follows("force-shared=accept"_reading),
  };
}

std::string to_string(const Event& event) {
  std::string out(event_names[event.index()]);
  if (const auto* boot = std::get_if<event::SetBootMode>(&event))
    out.append(" ").append(to_text(boot->mode));
  if (const auto* unshare = std::get_if<event::Unshare>(&event); unshare && !unshare->leaves_some)
    out += " last";
  if (const auto* release = std::get_if<event::Release>(&event); release && !release->leaves_some)
    out += " last";
  if (const auto* deletion = std::get_if<event::Delete>(&event); deletion && deletion->force)
    out += " force";
  return out;
}

std::ostream& operator<<(std::ostream& out, const ImageState& s) {
  out << to_text(s.status) << ' ' << to_text(s.origin) << ' ' << to_text(s.boot_mode);
  if (s.is_shared) out << " shared";
  if (s.is_community) out << " community";
  if (s.is_in_use) out << " in-use";
  return out;
}

std::ostream& operator<<(std::ostream& out, const Step& step) {
  if (step.next) return out << "T" << step.row << " -> " << *step.next;
  out << "refused:";
  for (const RuleId id : step.refusals)
    out << ' ' << rule(id).id;
  return out;
}

}  // namespace imgfam
