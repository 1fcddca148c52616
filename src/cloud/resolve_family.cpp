#include <imgfam/cloud/resolution.hpp>

#include <imgfam/cloud/cloud.hpp>

#include <charconv>
#include <optional>
#include <ostream>

namespace imgfam {
namespace {

/// Whose family a name stands for, and what that account calls it.
struct FamilyName {
  AccountId owner;
  std::string_view name;
};

/// `acs:<UID>:<family>`; nothing when the text is no such name.
std::optional<FamilyName> as_foreign_name(std::string_view text) {
  constexpr std::string_view prefix = "acs:";
  if (!text.starts_with(prefix)) return std::nullopt;
  const auto colon = text.find(':', prefix.size());
  if (colon == std::string_view::npos) return std::nullopt;
  const auto owner = parse_account(text.substr(prefix.size(), colon - prefix.size()));
  if (!owner || colon + 1 == text.size()) return std::nullopt;
  return FamilyName{*owner, text.substr(colon + 1)};
}

/// Why a member with that status is out of the running; nothing when it is Available.
std::optional<Loss> loss_by_status(Status status) {
  switch (status) {
    case Status::Available:
      return std::nullopt;
    case Status::Deprecated:
      return Loss::Deprecated;
    case Status::Creating:
    case Status::Waiting:
      return Loss::Creating;
    case Status::CreateFailed:
      return Loss::Failed;
    case Status::UnAvailable:
      return Loss::UnAvailable;
    case Status::Deleted:
      break;
  }
  return Loss::UnAvailable;
}

/// Whether `a` is preferred to `b`, which was created in the same second, and later calls come
/// first.
bool wins_tie(const Image& a, const Image& b, const Interpretation& interpretation) {
  if (interpretation.follows("creation-tie=greater-image-id"_reading)) return a.id > b.id;
  if (interpretation.follows("creation-tie=lesser-image-id"_reading)) return a.id < b.id;
  return a.serial > b.serial;
}

class Resolver {
 public:
  Resolver(const Cloud& cloud, AccountId account, std::string_view region)
      : cloud_(cloud), account_(account), region_(region) {}

  Resolution resolve(const RegionalFamilies& family, bool is_foreign) {
    for (const RegionalFamily& regional : family) {
      if (regional.region == region_ || regional.region.empty()) take(regional, is_foreign);
    }
    for (const RegionalFamily& regional : family) {
      if (regional.region != region_ && !regional.region.empty()) pass_over(regional, is_foreign);
    }
    return std::move(resolution_);
  }

 private:
  bool may_see(const Image& image, bool is_foreign) const {
    return !is_foreign || image.is_community || image.is_shared_with(account_) ||
           image.owner == AccountId{};
  }

  /// The members are oldest first, so the first Available one from the back is the newest, but for
  /// ties.
  void take(const RegionalFamily& regional, bool is_foreign) {
    const auto& members = regional.members;
    resolution_.others.reserve(members.size());
    const Interpretation& reading = cloud_.settings().interpretation;
    for (auto it = members.rbegin(); it != members.rend(); ++it) {
      const Image& image = cloud_.images()[it->slot];
      auto lost = loss_by_status(it->status);
      if (is_foreign && !may_see(image, is_foreign)) lost = Loss::NotShared;
      if (!lost && resolution_.chosen) {
        const bool tie = chosen_created_ == it->created;
        // A newer one than the chosen comes up where a system family has members everywhere and
        // some in one region.
        const bool is_newer = chosen_created_ < it->created;
        const Loss why = tie ? Loss::LostTie : Loss::Older;
        if (is_newer || (tie && wins_tie(image, *resolution_.chosen, reading))) {
          resolution_.others.push_back({resolution_.chosen, why});
        } else {
          lost = why;
        }
      }
      if (lost) {
        resolution_.others.push_back({&image, *lost});
        continue;
      }
      resolution_.chosen = &image;
      chosen_created_ = it->created;
    }
  }

  void pass_over(const RegionalFamily& regional, bool is_foreign) {
    for (auto it = regional.members.rbegin(); it != regional.members.rend(); ++it) {
      const Image& image = cloud_.images()[it->slot];
      const Loss why =
          is_foreign && !may_see(image, is_foreign) ? Loss::NotShared : Loss::OtherRegion;
      resolution_.others.push_back({&image, why});
    }
  }

  const Cloud& cloud_;
  AccountId account_;
  std::string_view region_;
  Resolution resolution_;
  SimTime chosen_created_;
};

}  // namespace

Resolution resolve_family(const Cloud& cloud, AccountId account, std::string_view region,
                          std::string_view family) {
  Resolver resolver(cloud, account, region);
  const ImageStore& images = cloud.images();
  // The reading is asked only where it makes a difference: a judge branches on what is asked.
  const auto only_own = [&] {
    return cloud.settings().interpretation.follows("family-scope=own"_reading);
  };
  // An own family elsewhere does not hide the system's family here.
  const auto* own = images.family(account, family);
  const auto* system = images.family(AccountId{}, family);
  if (own && (!system || images.family(account, family, region) || only_own()))
    return resolver.resolve(*own, false);
  if (system) return only_own() ? Resolution{} : resolver.resolve(*system, false);
  const auto foreign = as_foreign_name(family);
  if (!foreign || foreign->owner == account) return {};
  const auto* theirs = images.family(foreign->owner, foreign->name);
  return !theirs || only_own() ? Resolution{} : resolver.resolve(*theirs, true);
}

std::string to_string(const LostMember& lost) {
  const std::string since = " since " + to_string(lost.image->status_since);
  switch (lost.why) {
    case Loss::Older:
      return "older: created " + to_string(lost.image->created);
    case Loss::LostTie:
      return "created in the same second: " + to_string(lost.image->created);
    case Loss::Deprecated:
      return "Deprecated" + since;
    case Loss::Creating:
      return std::string(to_text(lost.image->status)) + since;
    case Loss::Failed:
      return "CreateFailed" + since;
    case Loss::UnAvailable:
      return "UnAvailable" + since;
    case Loss::OtherRegion:
      return "in another region: " + lost.image->region;
    case Loss::NotShared:
      return "not shared with the caller";
  }
  return {};
}

std::ostream& operator<<(std::ostream& out, const Resolution& resolution) {
  out << (resolution.chosen ? resolution.chosen->id : "nothing");
  for (const LostMember& lost : resolution.others)
    out << "; not " << lost.image->id << " (" << to_string(lost) << ")";
  return out;
}

}  // namespace imgfam
