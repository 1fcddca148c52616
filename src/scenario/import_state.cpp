// Records into a scenario: what the documents say together, and what they contradict themselves in.
#include "import_records.hpp"

#include <imgfam/scenario/replay.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace imgfam {
namespace {

constexpr std::string_view older_hint =
    "one of the documents is older than the other: ask for all of them anew";

/// Whether two records say the same of an image. Where they stand is no matter.
bool is_same(const ImageRecord& a, const ImageRecord& b) {
  return a.image == b.image && a.alias == b.alias && a.family == b.family &&
         a.is_shared == b.is_shared && a.unknown == b.unknown;
}

bool is_public(const ImageRecord& record) { return record.image.origin == Origin::System; }

class StateMaker {
 public:
  StateMaker(Records records, AccountId account, const ImportOptions& options,
             ImportProblems& problems)
      : records_(std::move(records)), options_(options), problems_(problems) {
    given_.account = account;
  }

  ImportedState make() {
    index_images();
    add_shares();
    check_images();
    take_instances();
    set_region();
    set_clock();
    take_images();
    raise_quotas();
    if (problems_.none()) finish();
    return std::move(state_);
  }

 private:
  // ---- Images ----

  void index_images() {
    for (ImageRecord& record : records_.images) {
      if (record.alias == OwnerAlias::Self) record.image.owner = given_.account;
      const auto [at, is_new] = images_.emplace(record.image.id, &record);
      if (is_new || is_same(*at->second, record)) continue;
      problems_.add("IMP018", record.place,
                    fmt::format("image `{}` is another than in {}", record.image.id,
                                told_place(at->second->place)),
                    std::string(older_hint));
    }
  }

  std::string told_place(const DocumentPlace& place) {
    const Position at = problems_.position(place);
    return fmt::format("{}:{}", at.file, at.line);
  }

  void add_shares() {
    std::vector<std::string_view> strange;
    for (const ShareRecord& share : records_.shares) {
      newest_ = std::max(newest_, share.newest.value_or(SimTime{}));
      const auto found = images_.find(share.image);
      if (found == images_.end() || is_public(*found->second)) {
        strange.push_back(share.image);
        continue;
      }
      Image& image = found->second->image;
      for (const AccountId account : share.accounts) {
        if (account == image.owner) {
          problems_.add("IMP019", share.place,
                        fmt::format("image `{}` is shared with its own owner", image.id),
                        "was the document changed by hand?");
        }
        if (!image.is_shared_with(account)) image.shared_with.push_back({account, image.created});
      }
    }
    if (!strange.empty())
      state_.left_out.push_back(
          fmt::format("shares of {}: no document shows an image of that id", some_of(strange)));
    // Others' images are seen because they are public, or else shared with who asks.
    for (const auto& [id, record] : images_) {
      Image& image = record->image;
      const bool is_foreign = record->alias == OwnerAlias::Others;
      if (is_foreign && !image.is_community && !image.is_shared_with(given_.account))
        image.shared_with.push_back({given_.account, image.created});
    }
  }

  /// What Cloud::add would refuse, said at its place.
  void check_images() {
    for (const std::string& id : options_.deleted) {
      const auto found = images_.find(id);
      if (found == images_.end()) continue;
      problems_.add("IMP019", found->second->place,
                    fmt::format("image `{}` is here, and is said to be deleted", id),
                    "take it out of --deleted");
    }
    for (const ImageRecord& record : records_.images) {
      const Image& image = images_.at(record.image.id)->image;
      if (record.alias == OwnerAlias::Others && image.owner == given_.account) {
        problems_.add("IMP017", record.place,
                      fmt::format("image `{}` is another's, and of account {}, who asked", image.id,
                                  to_string(given_.account)),
                      "import the documents of each account by themselves");
      }
      const bool can_be_shared =
          image.status == Status::Available || image.status == Status::UnAvailable;
      if (!can_be_shared && !image.shared_with.empty()) {
        problems_.add("IMP019", record.place,
                      fmt::format("image `{}` is {} and shared", image.id, to_text(image.status)),
                      "only an Available image is shared, and it stays Available; is one of the "
                      "documents older than the other?");
      }
    }
  }

  // ---- Instances ----

  void take_instances() {
    std::unordered_map<std::string_view, const InstanceRecord*> known;
    std::vector<std::string_view> of_deleted;
    for (const InstanceRecord& record : records_.instances) {
      newest_ = std::max(newest_, record.created.value_or(SimTime{}));
      const auto [at, is_new] = known.emplace(record.instance.id, &record);
      if (!is_new) {
        const InstanceRecord& first = *at->second;
        if (first.instance == record.instance && first.unknown == record.unknown) continue;
        problems_.add("IMP018", record.place,
                      fmt::format("instance `{}` is another than in {}", record.instance.id,
                                  told_place(at->second->place)),
                      std::string(older_hint));
        continue;
      }
      const auto found = images_.find(record.instance.image);
      if (found == images_.end()) {
        if (std::ranges::find(options_.deleted, record.instance.image) != options_.deleted.end()) {
          of_deleted.push_back(record.instance.id);
          continue;
        }
        Unknowns::Strange& strange = unknowns_.strange[record.instance.region];
        strange.instances.push_back(record.instance.id);
        if (!record.instance.image.empty()) strange.images.insert(record.instance.image);
        continue;
      }
      take_instance(record, *found->second);
    }
    if (!of_deleted.empty())
      state_.left_out.push_back(
          fmt::format("instances of images that are deleted: {}", some_of(of_deleted)));
  }

  void take_instance(const InstanceRecord& record, ImageRecord& used) {
    Image& image = used.image;
    if (image.status == Status::Creating || image.status == Status::Waiting ||
        image.status == Status::CreateFailed) {
      problems_.add("IMP019", record.place,
                    fmt::format("instance `{}` is of image `{}`, which is {}", record.instance.id,
                                image.id, to_text(image.status)),
                    std::string(older_hint));
    }
    used_.insert(image.id);
    note_unknown(record.unknown, record.instance.id);
    image.was_ever_used = true;
    Instance& instance = given_.instances.emplace_back(record.instance);
    instance.account = given_.account;
    instance.boot_mode = image.boot_mode;
  }

  // ---- given ----

  void set_region() {
    given_.region = options_.region;
    for (const PageRecord& page : records_.pages) {
      if (given_.region.empty()) given_.region = page.region;
    }
    if (given_.region.empty()) given_.region = Given{}.region;
  }

  void set_clock() {
    for (const ImageRecord& record : records_.images) {
      newest_ = std::max(newest_, record.image.created);
      if (options_.clock && record.image.created > *options_.clock) {
        problems_.add("IMP019", record.place,
                      fmt::format("image `{}` is created after the clock, {}", record.image.id,
                                  to_string(*options_.clock)),
                      "give --clock a later time");
      }
    }
    given_.clock = options_.clock         ? *options_.clock
                   : newest_ == SimTime{} ? Given{}.clock
                                          : newest_;
    for (Instance& instance : given_.instances)
      instance.created = given_.clock;
  }

  /// Oldest first: the order of given is the order of the creation calls.
  void take_images() {
    std::vector<const ImageRecord*> order;
    std::size_t unused = 0;
    for (const ImageRecord& record : records_.images) {
      if (images_.at(record.image.id) != &record) continue;  // Told again.
      if (is_public(record) && !used_.contains(record.image.id)) {
        ++unused;
      } else {
        order.push_back(&record);
      }
    }
    // DescribeImages lists the newest first [assumed]: so does the last page hold the oldest.
    std::ranges::sort(order, [](const ImageRecord* a, const ImageRecord* b) {
      return std::tuple(a->image.created, b->page, b) < std::tuple(b->image.created, a->page, a);
    });
    note_ties(order);
    for (const ImageRecord* record : order) {
      note_unknown(record->unknown, record->image.id);
      if (!is_public(*record)) {
        add_family(*record);
        given_.images.push_back(record->image);
      } else {
        given_.system_images.push_back(record->image);
      }
    }
    if (unused != 0)
      state_.left_out.push_back(
          fmt::format("{} public image{} that no instance uses", unused, unused == 1 ? "" : "s"));
  }

  /// Of what is in the state: the rest does not matter.
  void note_unknown(const std::vector<UnknownValue>& unknown, std::string_view owner) {
    constexpr std::size_t values_max = 8;
    for (const UnknownValue& value : unknown) {
      Unknowns::Values& all = unknowns_.values[value.field];
      if (all.owners.empty()) all.place = value.place;
      all.owners.push_back(owner);
      const bool is_new = std::ranges::find(all.values, value.value) == all.values.end();
      if (is_new && all.values.size() < values_max) all.values.push_back(value.value);
    }
  }

  void note_ties(const std::vector<const ImageRecord*>& order) {
    std::vector<std::string_view> tied;
    const auto key = [](const Image& i) {
      return std::tie(i.created, i.owner, i.region, i.family);
    };
    std::map<std::tuple<SimTime, AccountId, std::string_view, std::string_view>, const Image*> seen;
    for (const ImageRecord* record : order) {
      const Image& image = record->image;
      if (image.family.empty()) continue;
      const auto [at, is_new] = seen.emplace(key(image), &image);
      if (!is_new) tied.push_back(image.id);
    }
    if (!tied.empty())
      state_.assumed.push_back(
          fmt::format("of images of a family that were created in the same second, the one that is "
                      "listed first is the newest: {}",
                      some_of(tied)));
  }

  /// A family is looked at under the name that who asked sees. Another's plain name, as before
  /// 2026, would be a family of their own.
  void add_family(const ImageRecord& record) {
    if (record.family.empty()) return;
    const bool is_named_by_owner = record.family != record.image.family;
    if (record.alias == OwnerAlias::Self || is_named_by_owner)
      families_.emplace(record.image.region, record.family);
    has_foreign_families_ = has_foreign_families_ || is_named_by_owner;
  }

  /// An account whose limits were raised has more than the documented ones allow.
  void raise_quotas() {
    std::map<std::tuple<AccountId, std::string_view, std::string_view>, std::uint32_t> members;
    std::map<std::pair<AccountId, std::string_view>, std::uint32_t> images;
    std::map<std::pair<AccountId, std::string_view>, std::uint32_t> families;
    const Quotas documented;
    Quotas& quotas = given_.quotas;
    for (const Image& image : given_.images) {
      quotas.images_per_region =
          std::max(quotas.images_per_region, ++images[{image.owner, image.region}]);
      quotas.accounts_per_image =
          std::max(quotas.accounts_per_image, static_cast<std::uint32_t>(image.shared_with.size()));
      if (image.family.empty()) continue;
      const std::uint32_t count = ++members[{image.owner, image.region, image.family}];
      quotas.images_per_family = std::max(quotas.images_per_family, count);
      if (count == 1)
        quotas.families_per_region =
            std::max(quotas.families_per_region, ++families[{image.owner, image.region}]);
    }
    if (quotas != documented)
      state_.assumed.emplace_back(
          "where there is more than a documented limit allows, the limit is what there is");
  }

  // ---- The scenario ----

  void finish() {
    Scenario& scenario = state_.scenario;
    std::set<std::string_view> regions;
    for (const PageRecord& page : records_.pages) {
      if (!page.region.empty()) regions.insert(page.region);
    }
    const std::string where =
        regions.size() > 1 ? fmt::format("{} regions", regions.size()) : given_.region;
    scenario.name = fmt::format("The images of account {} in {}", to_string(given_.account), where);
    scenario.why =
        fmt::format("Imported from what the service answered; the newest time in it is {}.",
                    to_string(newest_ == SimTime{} ? given_.clock : newest_));
    if (has_foreign_families_) {  // Who names them so also resolves them so.
      scenario.readings.push_back("family-scope=own-and-shared"_reading);
      state_.assumed.emplace_back("a family of another account resolves for who asked too");
    }
    scenario.given = std::move(given_);
    for (std::string& sentence : assumptions(records_, scenario.given))
      state_.assumed.push_back(std::move(sentence));
    state_.unknown = find_gaps(records_, unknowns_, options_, problems_);
    note_unused();
    add_steps();
  }

  void note_unused() {
    constexpr std::array<std::string_view, 3> owners{"images", "shares", "instances"};
    for (std::size_t kind = 0; kind < owners.size(); ++kind) {
      const auto& names = records_.unused[kind];
      if (names.empty()) continue;
      state_.left_out.push_back(
          fmt::format("fields of {}: {}", owners[kind], some_of({names.begin(), names.end()})));
    }
    if (records_.others != 0)
      state_.left_out.push_back(fmt::format("{} document{} of other operations", records_.others,
                                            records_.others == 1 ? "" : "s"));
  }

  /// One check for every family. A scenario has a step: without a family the images are looked at,
  /// without an image they are asked for.
  void add_steps() {
    Scenario& scenario = state_.scenario;
    const auto cloud = set_up(scenario, newest_edition);
    if (!cloud) {
      problems_.add(problem("IMP019", cloud.error().message, cloud.error().hint));
      return;
    }
    const AccountId account = scenario.given.account;
    for (const auto& [region, family] : families_) {
      const Resolution resolution = resolve_family(*cloud, account, region, family);
      FamilyCheck check{.family = std::string(family),
                        .resolves_to = resolution.chosen ? resolution.chosen->id : std::string(),
                        .as = account,
                        .region = std::string(region)};
      scenario.steps.push_back({std::move(check), {}});
    }
    if (!scenario.steps.empty()) return;
    for (const Image& image : scenario.given.images) {
      ImageCheck check;
      check.image = image.id;
      check.status = image.status;
      scenario.steps.push_back({std::move(check), {}});
    }
    if (!scenario.steps.empty()) return;
    RequestStep ask;
    ask.request.action = "DescribeImages";
    ask.request.account = account;
    ask.request.parameters = {{"RegionId", scenario.given.region}};
    scenario.steps.push_back({std::move(ask), {}});
  }

  Records records_;
  const ImportOptions& options_;
  ImportProblems& problems_;
  Given given_;
  ImportedState state_;
  Unknowns unknowns_;
  std::unordered_map<std::string_view, ImageRecord*> images_;  ///< By id; the first that tells.
  std::set<std::string_view> used_;                            ///< Images of instances taken.
  std::set<std::pair<std::string_view, std::string_view>> families_;  ///< Region, name as seen.
  bool has_foreign_families_ = false;
  SimTime newest_;
};

}  // namespace

AccountId find_account(const Records& records, const ImportOptions& options,
                       ImportProblems& problems) {
  std::optional<AccountId> found = options.account;
  for (const ImageRecord& record : records.images) {
    if (record.alias != OwnerAlias::Self || record.image.owner == AccountId{}) continue;
    if (!found) found = record.image.owner;
    if (*found == record.image.owner) continue;
    problems.add("IMP017", record.place,
                 fmt::format("image `{}` is its own of account {}, not of {}", record.image.id,
                             to_string(record.image.owner), to_string(*found)),
                 options.account ? "is --account the one that asked?"
                                 : "import the documents of each account by themselves");
    return *found;
  }
  if (!found) {
    problems.add(problem(
        "IMP016", "the documents do not show which account asked",
        "no image is its own; say it: --account UID, which `aliyun sts GetCallerIdentity` tells"));
  }
  return found.value_or(AccountId{});
}

ImportedState make_state(Records records, AccountId account, const ImportOptions& options,
                         ImportProblems& problems) {
  return StateMaker(std::move(records), account, options, problems).make();
}

std::string some_of(const std::vector<std::string_view>& names) {
  constexpr std::size_t shown_max = 12;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), shown_max); ++i)
    out += fmt::format("{}{}", i == 0 ? "" : ", ", names[i]);
  if (names.size() > shown_max) out += fmt::format(" and {} more", names.size() - shown_max);
  return out;
}

}  // namespace imgfam
