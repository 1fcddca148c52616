// Cloud: accounts, regions, images, instances and a clock, and the one function that everything
// else feeds.
//
//     Cloud cloud({.edition = Edition::E2026});
//     cloud.add(image);
//     Outcome outcome = cloud.handle(request);
//
// A Cloud is a value: copy it, compare it, print it. It does no I/O, reads no clock and draws its
// ids from its seed, so the same requests always get the same answers. Start reading at cloud.cpp,
// then operations/.
#pragma once

#include <imgfam/cloud/image_store.hpp>
#include <imgfam/cloud/instance_store.hpp>
#include <imgfam/cloud/resolution.hpp>
#include <imgfam/cloud/settings.hpp>
#include <imgfam/cloud/trace.hpp>
#include <imgfam/lifecycle/compiled_table.hpp>
#include <imgfam/model/request.hpp>
#include <imgfam/model/result.hpp>

#include <boost/container/flat_set.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// A creation under way: of an image that is Creating or Waiting.
struct Creation {
  std::string image;
  SimTime begun;  ///< Meaningless while it waits.
  Duration takes;
  bool is_waiting = false;  ///< In the copy queue of its region.
  bool is_held = false;     ///< It never falls due: platform() ends it.

  bool operator==(const Creation&) const = default;
};

/// An answer kept for a ClientToken.
struct TokenUse {
  std::string parameters;
  boost::json::object response;

  bool operator==(const TokenUse&) const = default;
};

using Accounts = boost::container::flat_set<AccountId>;

class Cloud {
 public:
  explicit Cloud(const Settings& settings = {});

  /// Answers one request. Total: any request has an outcome; deterministic; a refusal changes
  /// nothing (but under the reading in-listed-order of `atomicity`, and good-ones-applied of
  /// `share-list-failure`). What happened on the way is added to `trace` where one is given.
  Outcome handle(const Request& request, Trace* trace = nullptr);

  /// Moves the clock on and lets the creations finish that are due, in the order in which they are.
  /// REQUIRES: the new time is at most sim_time_max.
  void advance(Duration by, Trace* trace = nullptr);

  /// Something that the platform does to an image on its own: Begin, Finish, Fail or Disable.
  /// A refusal has no code: no request stands behind it. REQUIRES: the event is one of these.
  Outcome platform(std::string_view id, const Event& event, Trace* trace = nullptr);

  /// Lets the creation of the image go on until platform() ends it, however long it takes. False:
  /// none is under way.
  bool hold(std::string_view id);

  // ---- Setting up ----
  // What a scenario's `given` holds. No rule of a request is asked; what cannot be is refused.

  /// An account that exists, beside the owners of images and instances.
  void add_account(AccountId account);

  /// Adds an image. Empty name: its id. Empty snapshot: one made from the id. serial 0: the next
  /// one. ERRORS: CLD001 empty id, CLD002 id taken, CLD003 no such region, CLD004 created after the
  /// clock, CLD005 a Deprecated image that is shared, CLD006 shared with its owner or with one
  /// account twice, CLD007 no owner, CLD008 Deleted, or Waiting without being a copy.
  Result<void> add(Image image);

  /// Adds an instance; its image need not exist, since it may be deleted. ERRORS: CLD001, CLD002,
  /// CLD003, CLD007, CLD009 no image, CLD010 of an image whose creation is not complete.
  Result<void> add(Instance instance);

  // ---- Beside the model ----
  // What operations that the model does not have change about its images and instances. No rule of
  // a request is asked.

  /// Gives the image these tags in place of those that it has. False: no such image.
  bool set_tags(std::string_view image, std::vector<Tag> tags);
  /// False: no such instance.
  bool set_deletion_protection(std::string_view instance, bool is_protected);
  /// A snapshot that images can be made from, though no image has left it.
  void add_snapshot(AccountId owner, std::string_view region, std::string_view id);
  /// Forgets one that no image has; nothing happens where there is none.
  void remove_snapshot(AccountId owner, std::string_view region, std::string_view id);

  // ---- Following another implementation ----
  // What a judge of one needs: its readings become known by and by, and its ids are its own.

  /// From now on under these readings. What there is stays as it is.
  void follow(const Interpretation& interpretation);

  /// Ids that are drawn from now on and stand here on the left are given as on the right, once
  /// each. Replaces the names given before. REQUIRES: those on the right are in use nowhere.
  void rename_ids_to_come(std::map<std::string, std::string> names) {
    names_to_come_ = std::move(names);
  }

  /// Gives an image or an instance another id, wherever the old one stands; its name too where that
  /// is the id. REQUIRES: one of `from` exists, and `to` is in use nowhere.
  void rename(std::string_view from, std::string_view to);

  /// Makes the image one that was created then. REQUIRES: it exists.
  void set_created(std::string_view image, SimTime created);

  /// Gives the image another snapshot. REQUIRES: it exists.
  void set_snapshot(std::string_view image, std::string snapshot);

  // ---- Reading ----

  const Settings& settings() const { return settings_; }
  SimTime now() const { return settings_.clock; }
  const ImageStore& images() const { return images_; }
  const InstanceStore& instances() const { return instances_; }
  const Accounts& accounts() const { return accounts_; }
  const std::vector<Creation>& creations() const { return creations_; }
  /// The answers kept for ClientTokens, by account, action and token.
  const std::map<std::string, TokenUse>& tokens() const { return tokens_; }
  /// Owner and `region/id` of the snapshots that deleted images have left, or that were added.
  const std::set<std::pair<AccountId, std::string>>& old_snapshots() const {
    return old_snapshots_;
  }
  /// How many ids were drawn: what the next one will be depends on it.
  std::uint64_t ids_drawn() const { return ids_drawn_; }
  /// Ids that are drawn from now on are none of the first so many.
  void skip_ids(std::uint64_t drawn) { ids_drawn_ = std::max(ids_drawn_, drawn); }

  /// Whether instances use the image, in the sense of the reading of `in-use-means`.
  bool is_in_use(const Image& image) const;
  /// What the machine looks at.
  ImageState state_of(const Image& image) const;
  /// Whether the account may see and launch the image in the region: its own, shared with it,
  /// community or system.
  bool is_visible(const Image& image, AccountId account, std::string_view region) const;
  /// 0 to 100.
  int progress_of(const Image& image) const;

  /// Equal in everything that an answer can depend on. How many requests were answered is not
  /// compared: it shows in RequestIds alone, and a refused request must leave the cloud equal to
  /// what it was.
  bool operator==(const Cloud& other) const;

 private:
  friend class Call;  // What operations read and change the cloud by (src/cloud/call.hpp).

  std::string next_id(std::string_view prefix, std::string_view region);
  std::string next_request_id();
  /// What an event comes to in a state. Who listens hears of the questions behind it.
  Step ask_machine(const ImageState& state, const Event& event) const;
  Step step(Slot slot, const Event& event, Trace* trace);
  /// Begins the waiting copies of a region that have a place. Those that take no time are complete
  /// at once and make place for others.
  void begin_copies(std::string_view region, Trace* trace);
  void complete(std::size_t creation, Trace* trace);
  bool may_begin_copy(std::string_view region) const;

  Settings settings_;           // Its clock is the cloud's time.
  const CompiledTable* table_;  // Of the settings; shared by all clouds and never changed.
  ImageStore images_;
  InstanceStore instances_;
  Accounts accounts_;
  std::vector<Creation> creations_;  // In the order of their requests.
  std::map<std::string, TokenUse> tokens_;
  std::set<std::pair<AccountId, std::string>>
      old_snapshots_;                                 // Owner and `region/id`, of no image.
  std::map<std::string, std::string> names_to_come_;  // By the ids that they replace.
  std::uint64_t next_serial_ = 1;
  std::uint64_t ids_drawn_ = 0;
  std::uint64_t requests_ = 0;
};

/// A readable dump: settings that are not the default, then every image and instance, a line each.
std::ostream& operator<<(std::ostream& out, const Cloud& cloud);

/// One line about an image or an instance, as the dump and the traces show it.
std::string describe(const Cloud& cloud, const Image& image);
std::string describe(const Instance& instance);

/// What differs between two clouds, a line each: `m-2: status Available -> Deprecated`. Empty when
/// they are equal.
std::vector<std::string> changes_between(const Cloud& before, const Cloud& after);

}  // namespace imgfam
