// The step function of the model, in the order in which an operation looks at things: the image
// named, the parameters that the edition has, quotas, the machine.
#include <imgfam/explore/family_model.hpp>

#include <imgfam/model/assert.hpp>
#include <imgfam/rules/parameters.hpp>

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <bit>

namespace imgfam {
namespace {

void add(RuleSet& broken, RuleId rule) { broken.set(static_cast<std::size_t>(rule)); }

}  // namespace

std::size_t hash_value(const ModelImage& image) {
  std::size_t seed = 0;
  boost::hash_combine(seed, image.shared_with);
  const std::uint64_t rest =
      std::uint64_t{image.others} | std::uint64_t{image.family} << 16U |
      std::uint64_t(image.status) << 32U | std::uint64_t(image.boot_mode) << 40U |
      std::uint64_t{image.is_created} << 48U | std::uint64_t{image.nvme} << 49U |
      std::uint64_t{image.was_used} << 50U;
  boost::hash_combine(seed, rest);
  return seed;
}

std::size_t hash_value(const FamilyState& state) {
  std::size_t seed = state.images.size();
  for (const ModelImage& image : state.images)
    boost::hash_combine(seed, hash_value(image));
  for (const ModelInstance instance : state.instances)
    boost::hash_combine(seed, instance);
  return seed;
}

// ---- Looking ----

std::optional<std::size_t> FamilyModel::resolve(const FamilyState& state,
                                                std::size_t family) const {
  for (std::size_t i = state.images.size(); i-- > 0;) {
    if (state.images[i].status == Status::Available && state.images[i].family == family) return i;
  }
  return std::nullopt;
}

bool FamilyModel::is_in_use(const FamilyState& state, std::size_t place) const {
  if (tracks_use_) return state.images[place].was_used;
  const bool only_own = options_.interpretation.follows("in-use-means=owner-current"_reading);
  for (std::size_t j = 0; j < state.instances.size(); ++j) {
    if (state.instances[j] == place + 1 && (!only_own || instance_places_[j].is_own)) return true;
  }
  return false;
}

std::size_t FamilyModel::next_place(const FamilyState& state) const {
  std::size_t place = given_images_;
  while (place < state.images.size() && state.images[place].is_created)
    ++place;
  return place;
}

std::size_t FamilyModel::free_place(const FamilyState& state) const {
  const auto free = std::find(state.instances.begin(), state.instances.end(), no_instance);
  return static_cast<std::size_t>(free - state.instances.begin());
}

// ---- Which requests there are ----

void FamilyModel::requests_of_image(const ModelImage& image, std::size_t place, bool can_launch,
                                    std::vector<ModelRequest>& out) const {
  const auto add = [&](Act act, std::uint64_t argument = 0) {
    out.push_back({act, static_cast<std::uint16_t>(place), argument});
  };
  add(Act::Deprecate);
  add(Act::Restore);
  for (const BootMode mode : boot_modes_)
    add(Act::SetBootMode, static_cast<std::uint64_t>(mode));
  if (options_.nvme) {
    add(Act::SetNvme, 0);
    add(Act::SetNvme, 1);
  }
  if (options_.second_family) {
    for (std::size_t f = 0; f < families_.size(); ++f)
      add(Act::MoveToFamily, f);
  }
  for (std::size_t a = 0; a < accounts_.size(); ++a)
    add(Act::AddAccount, std::uint64_t{1} << a);
  for (std::size_t a = 0; a < accounts_.size(); ++a)
    add(Act::RemoveAccount, std::uint64_t{1} << a);
  if (image.others != 0)
    add(Act::RemoveOthers, std::min<std::uint64_t>(image.others, accounts_per_request));
  if (can_copy_) add(Act::Copy);
  add(Act::Delete);
  add(Act::ForceDelete);
  if (can_launch) add(Act::RunImage);
  if (image.status == Status::Creating) {
    add(Act::Finish);
    add(Act::Fail);
  }
}

void FamilyModel::requests(const FamilyState& state, std::vector<ModelRequest>& out) const {
  out.clear();
  const bool can_launch = free_place(state) < instances();
  for (std::size_t i = 0; i < state.images.size(); ++i) {
    if (state.images[i].is_created) requests_of_image(state.images[i], i, can_launch, out);
  }
  const bool can_create = next_place(state) < images();
  for (std::uint16_t f = 0; f < families_.size(); ++f) {
    if (can_create) out.push_back({Act::Create, f, 0});
    if (can_launch) out.push_back({Act::RunFamily, f, 0});
  }
  for (std::uint16_t j = 0; j < state.instances.size(); ++j) {
    if (state.instances[j] != no_instance && instance_places_[j].is_own)
      out.push_back({Act::DeleteInstance, j, 0});
  }
}

// ---- What comes of one ----

ImageState FamilyModel::machine_state(const ModelImage& image, std::size_t place,
                                      bool is_in_use) const {
  return {.status = image.status,
          .is_shared = image.is_shared(),
          .is_community = places_[place].is_community,
          .is_in_use = is_in_use,
          .boot_mode = image.boot_mode,
          .origin = places_[place].origin};
}

/// What the machine makes of an event: the next state, or the same one and the rules it refuses by,
/// as far as the edition has them.
ImageState FamilyModel::ask(const ImageState& state, const Event& event, RuleSet& broken) const {
  const CompiledTable::Cell cell = table_->at(index_of(state), index_of(event));
  if (cell.next != CompiledTable::Cell::refused) return image_state_at(cell.next);
  for (const RuleId id : table_->refusals(cell)) {
    if (rule(id).editions.has(options_.edition)) add(broken, id);
  }
  return state;
}

RuleSet FamilyModel::apply(FamilyState& state, const ModelRequest& request) const {
  switch (request.act) {
    case Act::Create:
      return create(state, request.subject);
    case Act::RunFamily: {
      const auto resolved = resolve(state, request.subject);
      if (resolved) return run(state, *resolved);
      RuleSet broken;
      add(broken, "launch-family-available"_rule);
      return broken;
    }
    case Act::RunImage:
      return run(state, request.subject);
    case Act::DeleteInstance: {
      const RuleSet& broken = instance_places_[request.subject].deletion_breaks;
      if (broken.none()) state.instances[request.subject] = no_instance;
      return broken;
    }
    default:
      break;
  }
  ModelImage next = state.images[request.subject];
  const RuleSet broken =
      apply_to_image(next, request.subject, is_in_use(state, request.subject), request, &state);
  if (broken.any()) return broken;
  const bool is_deleted = next.status == Status::Deleted;
  if (is_deleted && state.images[request.subject].status != Status::Deleted)
    std::replace(state.instances.begin(), state.instances.end(),
                 static_cast<ModelInstance>(request.subject + 1), orphaned);
  state.images[request.subject] = next;
  return broken;
}

RuleSet FamilyModel::apply_to_image(ModelImage& image, std::size_t place, bool is_in_use,
                                    const ModelRequest& request) const {
  return apply_to_image(image, place, is_in_use, request, nullptr);
}

RuleSet FamilyModel::apply_to_image(ModelImage& image, std::size_t place, bool is_in_use,
                                    const ModelRequest& request, const FamilyState* whole) const {
  RuleSet broken;
  ModelImage next = image;
  const ImageState machine = machine_state(image, place, is_in_use);
  switch (request.act) {
    case Act::Deprecate:
    case Act::Restore:
    case Act::SetBootMode:
    case Act::SetNvme:
      modify(next, place, is_in_use, request, broken);
      break;
    case Act::MoveToFamily:
      if (image.status != Status::Deleted && whole) {
        if (!fits_family(*whole, request.argument, place, image.status))
          add(broken, "modify-family-images-max"_rule);
        if (!fits_families(*whole, request.argument, place))
          add(broken, "modify-families-max"_rule);
      }
      ask(machine, event::Edit{}, broken);
      next.family = static_cast<std::uint16_t>(request.argument);
      break;
    case Act::AddAccount:
      add_accounts(next, machine, request.argument, whole, broken);
      break;
    case Act::RemoveAccount:
    case Act::RemoveOthers:
      remove_accounts(next, machine, request, broken);
      break;
    case Act::Copy:
      ask(machine, event::Copy{}, broken);
      break;
    case Act::Delete:
    case Act::ForceDelete:
      if (image.status == Status::Deleted &&
          options_.interpretation.follows("delete-missing=ignored"_reading))
        return broken;
      // Where the edition has none of the rules that the machine refuses by, the image is deleted.
      ask(machine, event::Delete{request.act == Act::ForceDelete}, broken);
      if (image.status == Status::Deleted) return broken;
      next.status = Status::Deleted;
      break;
    case Act::RunImage:
      ask(machine, event::Use{}, broken);
      next.was_used = tracks_use_;
      break;
    case Act::Finish:
      next.status = ask(machine, event::Finish{}, broken).status;
      break;
    case Act::Fail:
      next.status = ask(machine, event::Fail{}, broken).status;
      break;
    case Act::Create:
    case Act::RunFamily:
    case Act::DeleteInstance:
      assertion_failed("the request is about one image", __FILE__, __LINE__);
  }
  if (broken.any()) return broken;
  // Of an image that is gone nothing is left.
  if (next.status == Status::Deleted) {
    next = {};
    next.is_created = true;
  }
  image = next;
  return broken;
}

void FamilyModel::modify(ModelImage& image, std::size_t place, bool is_in_use,
                         const ModelRequest& request, RuleSet& broken) const {
  const ImageState machine = machine_state(image, place, is_in_use);
  const bool is_unknown = (request.act == Act::SetBootMode && !has_boot_mode_) ||
                          (request.act == Act::SetNvme && !has_nvme_);
  if (is_unknown) {  // The edition ignores the only attribute there is.
    if (image.status == Status::Deleted) add(broken, "own-image-exists"_rule);
    if (options_.interpretation.follows("no-attribute=refuse"_reading))
      add(broken, "modify-something"_rule);
    return;
  }
  if (request.act == Act::Deprecate) image.status = ask(machine, event::Deprecate{}, broken).status;
  if (request.act == Act::Restore) image.status = ask(machine, event::Restore{}, broken).status;
  if (request.act == Act::SetNvme) {
    ask(machine, event::Edit{}, broken);
    image.nvme = request.argument != 0;
  }
  if (request.act != Act::SetBootMode) return;
  const auto mode = static_cast<BootMode>(request.argument);
  const bool is_known = mode != BootMode::UefiPreferred || options_.edition == Edition::E2026;
  if (!is_known) {
    if (image.status == Status::Deleted) add(broken, "own-image-exists"_rule);
    add(broken, "modify-boot-mode-value"_rule);
    return;
  }
  if (image.status != Status::Deleted && places_[place].architecture == Architecture::Arm64 &&
      mode == BootMode::Bios)
    add(broken, "boot-mode-architecture"_rule);
  image.boot_mode = ask(machine, event::SetBootMode{mode}, broken).boot_mode;
}

void FamilyModel::add_accounts(ModelImage& image, const ImageState& machine, std::uint64_t accounts,
                               const FamilyState* whole, RuleSet& broken) const {
  if (image.status == Status::Deleted) {
    add(broken, "own-image-exists"_rule);
    return;
  }
  const Quotas& quotas = cloud_.settings().quotas;
  for (; accounts != 0; accounts &= accounts - 1) {
    const auto a = static_cast<std::size_t>(std::countr_zero(accounts));
    const std::uint64_t bit = std::uint64_t{1} << a;
    RuleSet broken_here;
    if ((image.shared_with & bit) != 0) {
      if (options_.interpretation.follows("share-again=refuse"_reading))
        add(broken_here, "share-new-account"_rule);
    } else {
      const auto shares = static_cast<std::size_t>(std::popcount(image.shared_with));
      if (shares + image.others + 1 > quotas.accounts_per_image)
        add(broken_here, "share-accounts-max"_rule);
      if (whole) {
        const auto received = static_cast<std::size_t>(
            std::count_if(whole->images.begin(), whole->images.end(),
                          [&](const ModelImage& m) { return (m.shared_with & bit) != 0; }));
        if (received_elsewhere_[a] + received + 1 > quotas.images_shared_with_account)
          add(broken_here, "share-received-max"_rule);
      }
    }
    ask(machine, event::Share{}, broken_here);
    if (broken_here.none()) image.shared_with |= bit;
    broken |= broken_here;
  }
}

void FamilyModel::remove_accounts(ModelImage& image, ImageState machine,
                                  const ModelRequest& request, RuleSet& broken) const {
  if (image.status == Status::Deleted) {
    add(broken, "own-image-exists"_rule);
    return;
  }
  const auto left = [&] {
    return static_cast<std::size_t>(std::popcount(image.shared_with)) + image.others;
  };
  if (request.act == Act::RemoveOthers) {
    const bool leaves_some = left() > request.argument;
    ask(machine, event::Unshare{leaves_some}, broken);
    image.others = static_cast<std::uint16_t>(image.others - request.argument);
    return;
  }
  for (std::uint64_t accounts = request.argument; accounts != 0; accounts &= accounts - 1) {
    const std::uint64_t bit = accounts & ~(accounts - 1);
    const bool has_it = (image.shared_with & bit) != 0;
    RuleSet broken_here;
    if (!has_it && options_.interpretation.follows("share-again=refuse"_reading))
      add(broken_here, "share-new-account"_rule);
    machine.is_shared = image.is_shared();
    ask(machine, event::Unshare{left() > (has_it ? 1U : 0U)}, broken_here);
    if (broken_here.none()) image.shared_with &= ~bit;
    broken |= broken_here;
  }
  if (request.others == 0) return;
  machine.is_shared = image.is_shared();
  ask(machine, event::Unshare{left() > request.others}, broken);
  image.others = static_cast<std::uint16_t>(image.others - request.others);
}

// ---- What concerns more than one image ----

bool FamilyModel::fits_family(const FamilyState& state, std::size_t family, std::size_t joining,
                              Status status) const {
  const bool only_available =
      options_.interpretation.follows("family-quota-counts=available"_reading);
  const bool is_member = joining < images() && state.images[joining].family == family;
  if (is_member && options_.interpretation.follows("rejoin-full-family=accept"_reading))
    return true;
  const auto counts = [&](Status s) { return !only_available || s == Status::Available; };
  const auto members = static_cast<std::size_t>(
      std::count_if(state.images.begin(), state.images.end(), [&](const ModelImage& m) {
        return m.status != Status::Deleted && m.family == family && counts(m.status);
      }));
  return members + (counts(status) ? 1U : 0U) <= cloud_.settings().quotas.images_per_family;
}

bool FamilyModel::fits_families(const FamilyState& state, std::size_t family,
                                std::size_t joining) const {
  const auto members = [&](std::size_t of) {
    return std::count_if(state.images.begin(), state.images.end(), [&](const ModelImage& m) {
      return m.status != Status::Deleted && m.family == of;
    });
  };
  if (members(family) != 0) return true;
  std::size_t there = families_elsewhere_ + 1;
  for (std::size_t f = 0; f < families_.size(); ++f)
    there += members(f) != 0 ? 1U : 0U;
  if (joining < images() && state.images[joining].family != no_family &&
      members(state.images[joining].family) == 1)
    --there;
  return there <= cloud_.settings().quotas.families_per_region;
}

ModelImage FamilyModel::born(std::uint16_t family) const {
  ModelImage image;
  image.family = family;
  image.is_created = true;
  image.status = options_.creating ? Status::Creating : Status::Available;
  return image;
}

RuleSet FamilyModel::create(FamilyState& state, std::uint16_t family) const {
  RuleSet broken;
  if (!fits_family(state, family, images(), Status::Available))
    add(broken, "create-family-images-max"_rule);
  if (!fits_families(state, family, images())) add(broken, "create-families-max"_rule);
  const auto there = static_cast<std::size_t>(
      std::count_if(state.images.begin(), state.images.end(),
                    [](const ModelImage& m) { return m.status != Status::Deleted; }));
  if (images_elsewhere_ + there + 1 > cloud_.settings().quotas.images_per_region)
    add(broken, "create-images-max"_rule);
  if (broken.none()) state.images[next_place(state)] = born(family);
  return broken;
}

RuleSet FamilyModel::run(FamilyState& state, std::size_t place) const {
  const RuleSet broken =
      apply_to_image(state.images[place], place, is_in_use(state, place),
                     {Act::RunImage, static_cast<std::uint16_t>(place), 0}, nullptr);
  if (broken.none()) state.instances[free_place(state)] = static_cast<ModelInstance>(place + 1);
  return broken;
}

}  // namespace imgfam
