// FamilyModel: the part of a cloud that image families are about, small enough to be explored.
//
// A fixed number of places for images, accounts to share with and places for instances; every
// request of one account in one region that can matter to them. `apply` is its step function: the
// compiled table of the machine says what an image allows, and the few rules that look at more than
// one image (which member a family resolves to, quotas, what is in use) stand in family_model.cpp.
// Tests prove it equal to Cloud: for every reachable state of small models and every request, the
// same rules broken and the same next state.
//
// What it leaves out: names and texts, other regions, publishing, accounts that act themselves. A
// copy goes to another region, so nothing of it is seen here.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/rules/catalogue.hpp>

#include <bitset>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace imgfam {

using RuleSet = std::bitset<rules_count>;

/// An image of the model as it is now.
struct ModelImage {
  std::uint64_t shared_with = 0;  ///< Bit a: with the model's account a.
  std::uint16_t others = 0;       ///< How many accounts without a bit it is shared with.
  std::uint16_t family = 0;       ///< no_family: in none.
  Status status = Status::Deleted;
  BootMode boot_mode = BootMode::Bios;
  bool is_created = false;
  bool nvme = false;
  bool was_used = false;  ///< Kept under the reading ever of in-use-means alone.

  bool is_shared() const { return shared_with != 0 || others != 0; }
  auto operator<=>(const ModelImage&) const = default;
};
inline constexpr std::uint16_t no_family = 0xffff;
std::size_t hash_value(const ModelImage& image);

/// What a place for an instance holds: nothing, an instance of the image in place i (as i + 1), or
/// one whose image is deleted since.
using ModelInstance = std::uint16_t;
inline constexpr ModelInstance no_instance = 0;
inline constexpr ModelInstance orphaned = 0xffff;

struct FamilyState {
  std::vector<ModelImage> images;  ///< Oldest first.
  std::vector<ModelInstance> instances;

  bool operator==(const FamilyState&) const = default;
};
std::size_t hash_value(const FamilyState& state);

enum class Act : std::uint8_t {
  Create,     ///< In the next free place for images; subject: the family.
  Deprecate,  ///< Subject from here on: the image.
  Restore,
  SetBootMode,    ///< Argument: the BootMode.
  SetNvme,        ///< Argument: 1 supported, 0 not.
  MoveToFamily,   ///< Argument: the family.
  AddAccount,     ///< Argument: a bit for each account, 1 to 10 of them.
  RemoveAccount,  ///< The same.
  RemoveOthers,   ///< Argument: how many of the accounts without a bit, 1 to 10.
  Copy,
  Delete,
  ForceDelete,
  RunImage,        ///< In the first free place for instances.
  RunFamily,       ///< The same; subject: the family.
  DeleteInstance,  ///< With Force; subject: the instance.
  Finish,          ///< By the platform: the creation is complete.
  Fail,            ///< By the platform.
};
inline constexpr std::size_t acts_count = 17;

struct ModelRequest {
  Act act{};
  std::uint16_t subject = 0;
  std::uint64_t argument = 0;
  /// Of RemoveAccount: how many of the accounts without a bit it removes, too.
  std::uint16_t others = 0;

  auto operator<=>(const ModelRequest&) const = default;
};

/// What a model has beyond the smallest one.
struct ModelOptions {
  Edition edition = newest_edition;
  Interpretation interpretation{};
  std::uint32_t images = 3;
  std::uint32_t accounts = 1;
  std::uint32_t instances = 1;
  bool uefi_preferred = false;  ///< The third BootMode.
  bool nvme = false;            ///< Features.NvmeSupport is set and unset.
  bool creating = false;        ///< A creation takes a while, then succeeds or fails.
  bool second_family = false;   ///< Another family, for images to be created in or moved to.
  std::uint32_t images_per_family = Quotas{}.images_per_family;
};

class FamilyModel {
 public:
  static constexpr std::size_t images_max = 4096;
  static constexpr std::size_t accounts_max = 64;
  static constexpr std::size_t instances_max = 4096;
  static constexpr std::size_t accounts_per_request = 10;

  /// A model that begins without images and instances. Images are named m-1, m-2, … in the order of
  /// their creation, instances i-1, …, accounts 2000000000000001, …, families web and web-next.
  /// ERRORS: EXP001 more than the bounds above.
  static Result<FamilyModel> blank(const ModelOptions& options);

  /// What of a cloud a model looks at.
  struct View {
    AccountId account;
    std::string region;
    /// The images looked at, by id, with all other members of their families; nothing: all that the
    /// account owns in the region.
    std::optional<std::vector<std::string>> images;
    std::vector<std::string> families;  ///< Families looked at with all members, there or not yet.
    std::uint32_t spare_images = 0;
    std::uint32_t spare_instances = 0;
    /// The accounts that are told apart; nothing: all that images are shared with.
    std::optional<std::vector<AccountId>> accounts;
  };

  /// A model that begins as the cloud is. Instances are those that use the images looked at.
  /// ERRORS: EXP001 more than the bounds above; EXP012 a family that images of others can stand
  /// for, under the reading own-and-shared of family-scope.
  static Result<FamilyModel> around(const Cloud& cloud, const View& view);

  const FamilyState& initial() const { return initial_; }
  std::size_t images() const { return places_.size(); }
  std::size_t accounts() const { return accounts_.size(); }
  std::size_t instances() const { return instance_places_.size(); }
  const std::vector<std::string>& families() const { return families_; }
  const std::string& image_name(std::size_t place) const { return places_[place].name; }
  const std::string& instance_name(std::size_t place) const { return instance_places_[place].name; }
  /// Whether the model's account may delete the instance, which may be another one's.
  bool can_delete(std::size_t instance) const {
    const InstancePlace& place = instance_places_[instance];
    return place.is_own && place.deletion_breaks.none();
  }
  AccountId account(std::size_t index) const { return accounts_[index]; }
  AccountId owner() const { return owner_; }
  const std::string& region() const { return region_; }
  /// How many images and instances are there from the beginning; they have the first places.
  std::size_t given_images() const { return given_images_; }
  std::size_t given_instances() const { return given_instances_; }
  /// What requests begin with: settings, the given images and instances, and for new images the
  /// snapshot that they are made from.
  const Cloud& cloud() const { return cloud_; }
  const ModelOptions& options() const { return options_; }
  /// Whether it is as `blank` made it, of `options()`.
  bool is_blank() const { return is_blank_; }
  const std::vector<BootMode>& boot_modes() const { return boot_modes_; }
  /// Whether the reading keeps track of images that were ever used.
  bool tracks_use() const { return tracks_use_; }

  /// Every request that can be made in a state, in a fixed order: of images that exist or existed,
  /// creations while there is a place, launches while there is a place, deletions of instances.
  void requests(const FamilyState& state, std::vector<ModelRequest>& out) const;

  /// The requests about one image that exists or existed; launches from it where `can_launch`.
  void requests_of_image(const ModelImage& image, std::size_t place, bool can_launch,
                         std::vector<ModelRequest>& out) const;

  /// Sends one request: changes the state, or leaves it and answers all rules that are broken.
  RuleSet apply(FamilyState& state, const ModelRequest& request) const;

  /// The part of `apply` that concerns one image alone: not Create, RunFamily and DeleteInstance,
  /// and without the quotas that count other images.
  RuleSet apply_to_image(ModelImage& image, std::size_t place, bool is_in_use,
                         const ModelRequest& request) const;

  /// What a newly created image is.
  ModelImage born(std::uint16_t family) const;

  /// The place of the image that the family resolves to; nothing when it resolves to none.
  std::optional<std::size_t> resolve(const FamilyState& state, std::size_t family) const;
  bool is_in_use(const FamilyState& state, std::size_t place) const;
  /// The first place for an image that nothing was created in; images() when there is none.
  std::size_t next_place(const FamilyState& state) const;
  /// The first place without an instance; instances() when there is none.
  std::size_t free_place(const FamilyState& state) const;

  /// The ids of images and instances, by place: those of a cloud, or `${m-1}` for a scenario.
  struct Names {
    std::vector<std::string> images, instances;
  };
  /// The ids of what is given, and references to what is not: `${m-3}`.
  Names reference_names() const;
  /// The request as the service gets it. REQUIRES: not Finish or Fail. `state` is the one that it
  /// is sent in.
  Request to_request(const ModelRequest& request, const FamilyState& state,
                     const Names& names) const;
  /// The accounts without a bit that RemoveAccount or RemoveOthers removes in the state.
  std::vector<AccountId> others_removed(const ModelRequest& request,
                                        const FamilyState& state) const;
  /// `ModifyImageAttribute m-1 Status=Deprecated`, `RunInstances web`.
  std::string describe(const ModelRequest& request) const;
  /// `m-1 Available BIOS shared with …; m-2 deleted; i-1 of m-1`
  std::string describe(const FamilyState& state) const;
  /// Of one image alone: `m-1 Available BIOS shared with …`. REQUIRES: it was created.
  std::string describe(const FamilyState& state, std::size_t place) const;

 private:
  struct ImagePlace {
    std::string name;
    Origin origin = Origin::Created;
    Architecture architecture = Architecture::X86_64;
    bool is_community = false;
    std::vector<AccountId> others;  ///< Accounts without a bit that it was shared with at first.
  };
  struct InstancePlace {
    std::string name;
    bool is_own = true;
    RuleSet deletion_breaks;  ///< What deleting it breaks, whatever else changes.
  };

  explicit FamilyModel(const Cloud& cloud);

  Result<void> take_accounts(const View& view, const std::vector<const Image*>& images);
  void take_image(const Image& image);
  void take_instance(const Instance& instance);
  void add_spare_places(std::size_t images, std::size_t instances);

  bool fits_family(const FamilyState& state, std::size_t family, std::size_t joining,
                   Status status) const;
  bool fits_families(const FamilyState& state, std::size_t family, std::size_t joining) const;
  ImageState machine_state(const ModelImage& image, std::size_t place, bool is_in_use) const;
  ImageState ask(const ImageState& state, const Event& event, RuleSet& broken) const;
  RuleSet create(FamilyState& state, std::uint16_t family) const;
  RuleSet run(FamilyState& state, std::size_t place) const;
  void modify(ModelImage& image, std::size_t place, bool is_in_use, const ModelRequest& request,
              RuleSet& broken) const;
  void add_accounts(ModelImage& image, const ImageState& machine, std::uint64_t accounts,
                    const FamilyState* whole, RuleSet& broken) const;
  void remove_accounts(ModelImage& image, ImageState machine, const ModelRequest& request,
                       RuleSet& broken) const;
  RuleSet apply_to_image(ModelImage& image, std::size_t place, bool is_in_use,
                         const ModelRequest& request, const FamilyState* whole) const;

  ModelOptions options_;
  Cloud cloud_;
  const CompiledTable* table_;
  FamilyState initial_;
  AccountId owner_;
  std::string region_;
  std::vector<std::string> families_;
  std::vector<AccountId> accounts_;
  std::vector<ImagePlace> places_;
  std::vector<InstancePlace> instance_places_;
  std::vector<BootMode> boot_modes_{BootMode::Bios, BootMode::Uefi};
  std::size_t given_images_ = 0;
  std::size_t given_instances_ = 0;
  std::size_t images_elsewhere_ = 0;  ///< Own ones in the region that the model does not hold.
  std::size_t families_elsewhere_ = 0;
  std::vector<std::size_t>
      received_elsewhere_;  ///< By account: images that the model does not hold.
  bool is_blank_ = false;
  bool tracks_use_ = false;
  bool has_boot_mode_ = false;  ///< The edition has the parameter.
  bool has_nvme_ = false;
  bool can_copy_ = true;
};

}  // namespace imgfam
