#include <imgfam/scenario/reduce.hpp>

#include "leave_out.hpp"

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

BootMode standard_boot_mode(Architecture architecture) {
  return architecture == Architecture::Arm64 ? BootMode::Uefi : BootMode::Bios;
}

template <class T>
void erase(std::vector<T>& list, std::size_t from, std::size_t to) {
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(from),
             list.begin() + static_cast<std::ptrdiff_t>(to));
}

/// A parameter's name as an item of a list: `AddAccount.2` is the second of `AddAccount.`.
struct ItemName {
  std::string_view list;
  std::size_t number = 0;
};

std::optional<ItemName> item_name(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  ItemName item{name.substr(0, dot + 1), 0};
  const auto [end, error] =
      std::from_chars(name.data() + dot + 1, name.data() + name.size(), item.number);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return item;
}

/// Leaves a parameter out; the items of its list that come after it move up.
void erase_parameter(std::vector<Parameter>& parameters, std::size_t at) {
  const std::string name = parameters[at].name;
  erase(parameters, at, at + 1);
  const auto gone = item_name(name);
  if (!gone) return;
  for (Parameter& p : parameters) {
    const auto item = item_name(p.name);
    if (item && item->list == gone->list && item->number > gone->number)
      p.name = std::string(item->list) + std::to_string(item->number - 1);
  }
}

class Reducer {
 public:
  Reducer(Scenario scenario, const std::function<bool(const Scenario&)>& will_do,
          std::size_t tries_max)
      : best_(std::move(scenario)), will_do_(will_do), tries_max_(tries_max) {}

  Reduced reduce() {
    do {
      is_smaller_ = false;
      leave_out_steps();
      leave_out_given();
      for (const auto images : {&Given::images, &Given::system_images}) {
        for (std::size_t i = 0; i < (best_.given.*images).size(); ++i)
          simplify_image(images, i);
      }
      for (std::size_t i = 0; i < best_.given.instances.size(); ++i)
        simplify_instance(i);
      simplify_settings();
      for (std::size_t i = 0; i < best_.steps.size(); ++i)
        simplify_step(i);
      leave_out_from([](Scenario & s) -> auto& { return s.readings; });
      change([](Scenario& s) { s.covers.clear(); });
    } while (is_smaller_ && !is_stopped_);
    return {std::move(best_), tries_, !is_stopped_};
  }

 private:
  /// Takes the changed scenario if it differs and will do.
  template <class Change>
  bool change(const Change& apply) {
    Scenario changed = best_;
    apply(changed);
    if (changed == best_) return false;
    if (tries_ == tries_max_) {
      is_stopped_ = true;
      return false;
    }
    ++tries_;
    if (!will_do_(changed)) return false;
    best_ = std::move(changed);
    is_smaller_ = true;
    return true;
  }

  /// Leaves out items of the list that `of` finds in a scenario.
  template <class ListOf>
  void leave_out_from(const ListOf& of) {
    leave_out_pieces(of(best_).size(), [&](std::size_t from, std::size_t to) {
      return change([&](Scenario& s) { erase(of(s), from, to); });
    });
  }

  /// Sets what `of` finds in a scenario to a value.
  template <class Of, class T>
  void set(const Of& of, const T& value) {
    change([&](Scenario& s) { of(s) = value; });
  }

  // ---- Steps ----

  void leave_out_steps() {
    leave_out_pieces(best_.steps.size() - 1, [&](std::size_t from, std::size_t to) {
      return change([&](Scenario& s) { erase(s.steps, from, to); });
    });
    while (leave_out_two_steps() || leave_out_step_and_shares()) {
    }
  }

  /// A step that takes from an image what it was given goes only with that.
  bool leave_out_step_and_shares() {
    for (std::size_t step = best_.steps.size() - 1; step-- > 0;) {
      for (std::size_t i = 0; i < best_.given.images.size(); ++i) {
        if (best_.given.images[i].shared_with.empty()) continue;
        const bool is_left_out = change([&](Scenario& s) {
          erase(s.steps, step, step + 1);
          s.given.images[i].shared_with.clear();
        });
        if (is_left_out) return true;
      }
    }
    return false;
  }

  /// What one step does and another undoes (share, unshare) goes only with it.
  bool leave_out_two_steps() {
    constexpr std::size_t steps_max = 32;  // Beyond, there are too many pairs.
    if (best_.steps.size() > steps_max) return false;
    for (std::size_t later = best_.steps.size() - 1; later-- > 1;) {
      for (std::size_t earlier = later; earlier-- > 0;) {
        const bool is_left_out = change([&](Scenario& s) {
          erase(s.steps, later, later + 1);
          erase(s.steps, earlier, earlier + 1);
        });
        if (is_left_out) return true;
      }
    }
    return false;
  }

  void simplify_step(std::size_t index) {
    // By its kind, since the step itself changes under way.
    if (std::holds_alternative<RequestStep>(best_.steps[index].what)) {
      simplify_request(index);
    } else if (std::holds_alternative<PlatformStep>(best_.steps[index].what)) {
      simplify_expect([index](Scenario & s) -> auto& { return at<PlatformStep>(s, index).expect; });
    } else if (std::holds_alternative<FamilyCheck>(best_.steps[index].what)) {
      set(
          [index](Scenario & s) -> auto& { return at<FamilyCheck>(s, index).as; },
          best_.given.account);
      set(
          [index](Scenario & s) -> auto& { return at<FamilyCheck>(s, index).region; },
          best_.given.region);
    } else if (std::holds_alternative<ImageCheck>(best_.steps[index].what)) {
      simplify_image_check(index);
    } else if (std::holds_alternative<InstanceCheck>(best_.steps[index].what)) {
      const auto check = [index](Scenario & s) -> auto& { return at<InstanceCheck>(s, index); };
      change([&](Scenario& s) { check(s).exists.reset(); });
      change([&](Scenario& s) { check(s).image.reset(); });
      change([&](Scenario& s) { check(s).boot_mode.reset(); });
      change([&](Scenario& s) { check(s).status.reset(); });
    }
  }

  template <class Step>
  static Step& at(Scenario& scenario, std::size_t index) {
    return std::get<Step>(scenario.steps[index].what);
  }

  void simplify_request(std::size_t index) {
    const auto step = [index](Scenario & s) -> auto& { return at<RequestStep>(s, index); };
    for (std::size_t i = step(best_).request.parameters.size(); i-- > 0;) {
      // Without a region a request is longer: the text must say that there is none.
      if (step(best_).request.parameters[i].name == "RegionId") {
        set(
            [&](Scenario & s) -> auto& { return step(s).request.parameters[i].value; },
            best_.given.region);
      } else {
        change([&](Scenario& s) { erase_parameter(step(s).request.parameters, i); });
      }
    }
    set(
        [&](Scenario & s) -> auto& { return step(s).request.account; }, best_.given.account);
    simplify_expect([&](Scenario & s) -> auto& { return step(s).expect; });
    leave_out_from([&](Scenario & s) -> auto& { return step(s).bind; });
  }

  template <class ExpectOf>
  void simplify_expect(const ExpectOf& of) {
    set(
        [&](Scenario & s) -> auto& { return of(s); }, Expect{});
    set(
        [&](Scenario & s) -> auto& { return of(s).status; }, 0);
    leave_out_from([&](Scenario & s) -> auto& { return of(s).rules; });
    leave_out_from([&](Scenario & s) -> auto& { return of(s).response; });
    change([&](Scenario& s) { of(s).ignored.reset(); });
    change([&](Scenario& s) { of(s).unchanged.reset(); });
    change([&](Scenario& s) { of(s).error.clear(); });
  }

  void simplify_image_check(std::size_t index) {
    const auto check = [index](Scenario & s) -> auto& { return at<ImageCheck>(s, index); };
    change([&](Scenario& s) { check(s).exists.reset(); });
    change([&](Scenario& s) { check(s).status.reset(); });
    change([&](Scenario& s) { check(s).name.reset(); });
    change([&](Scenario& s) { check(s).family.reset(); });
    change([&](Scenario& s) { check(s).description.reset(); });
    change([&](Scenario& s) { check(s).shared_with.reset(); });
    change([&](Scenario& s) { check(s).in_use.reset(); });
    change([&](Scenario& s) { check(s).boot_mode.reset(); });
  }

  // ---- Given ----

  void leave_out_given() {
    leave_out_from([](Scenario & s) -> auto& { return s.given.instances; });
    leave_out_images(&Given::images);
    leave_out_images(&Given::system_images);
    leave_out_from([](Scenario & s) -> auto& { return s.given.accounts; });
  }

  /// With the instances that were made from them.
  void leave_out_images(std::vector<Image> Given::*images) {
    leave_out_pieces((best_.given.*images).size(), [&](std::size_t from, std::size_t to) {
      return change([&](Scenario& s) {
        std::vector<Image>& list = s.given.*images;
        for (std::size_t i = from; i < to; ++i)
          std::erase_if(s.given.instances,
                        [&](const Instance& n) { return n.image == list[i].id; });
        erase(list, from, to);
      });
    });
  }

  void simplify_image(std::vector<Image> Given::*images, std::size_t index) {
    const auto image = [images, index](Scenario& s) -> Image& { return (s.given.*images)[index]; };
    const Image standard;
    leave_out_from([&](Scenario & s) -> auto& { return image(s).shared_with; });
    leave_out_from([&](Scenario & s) -> auto& { return image(s).tags; });
    for (const auto text : {&Image::family, &Image::description, &Image::platform, &Image::snapshot,
                            &Image::copied_from})
      set(
          [&](Scenario & s) -> auto& { return image(s).*text; }, std::string());
    for (const auto flag :
         {&Image::nvme_supported, &Image::imds_v2, &Image::is_community, &Image::is_windows})
      set(
          [&](Scenario & s) -> auto& { return image(s).*flag; }, false);
    set(
        [&](Scenario & s) -> auto& { return image(s).name; }, std::string(image(best_).id));
    set(
        [&](Scenario & s) -> auto& { return image(s).status; }, standard.status);
    set(
        [&](Scenario & s) -> auto& { return image(s).license; }, standard.license);
    set(
        [&](Scenario & s) -> auto& { return image(s).size_gib; }, standard.size_gib);
    change([&](Scenario& s) {
      image(s).architecture = standard.architecture;
      image(s).boot_mode = standard_boot_mode(standard.architecture);
    });
    set(
        [&](Scenario & s) -> auto& { return image(s).boot_mode; },
        standard_boot_mode(image(best_).architecture));
    if (image(best_).origin == Origin::System) return;
    set(
        [&](Scenario & s) -> auto& { return image(s).origin; }, standard.origin);
    set(
        [&](Scenario & s) -> auto& { return image(s).region; }, best_.given.region);
    set(
        [&](Scenario & s) -> auto& { return image(s).owner; }, best_.given.account);
    const auto is_used = [&](const Instance& n) { return n.image == image(best_).id; };
    if (std::none_of(best_.given.instances.begin(), best_.given.instances.end(), is_used))
      set(
          [&](Scenario & s) -> auto& { return image(s).was_ever_used; }, false);
  }

  void simplify_instance(std::size_t index) {
    const auto instance = [index](Scenario & s) -> auto& { return s.given.instances[index]; };
    set(
        [&](Scenario & s) -> auto& { return instance(s).account; }, best_.given.account);
    set(
        [&](Scenario & s) -> auto& { return instance(s).status; }, InstanceStatus::Running);
    set(
        [&](Scenario & s) -> auto& { return instance(s).is_deletion_protected; }, false);
    for (const auto* images : {&best_.given.images, &best_.given.system_images}) {
      for (const Image& from : *images) {
        if (from.id != instance(best_).image) continue;
        const BootMode boot_mode = from.boot_mode;
        const std::string region = from.region.empty() ? best_.given.region : from.region;
        set(
            [&](Scenario & s) -> auto& { return instance(s).boot_mode; }, boot_mode);
        set(
            [&](Scenario & s) -> auto& { return instance(s).region; }, region);
        return;
      }
    }
  }

  void simplify_settings() {
    const Given standard;
    set(
        [](Scenario & s) -> auto& { return s.given.settle; }, standard.settle);
    set(
        [](Scenario & s) -> auto& { return s.given.quotas; }, standard.quotas);
    for (const auto duration : {&Settle::create, &Settle::copy, &Settle::import})
      set(
          [&](Scenario & s) -> auto& { return s.given.settle.*duration; }, Duration{});
    set(
        [](Scenario & s) -> auto& { return s.given.settle.copies_at_once; },
        standard.settle.copies_at_once);
    for (const auto quota :
         {&Quotas::images_per_family, &Quotas::families_per_region, &Quotas::images_per_region,
          &Quotas::accounts_per_image, &Quotas::images_shared_with_account})
      set(
          [&](Scenario & s) -> auto& { return s.given.quotas.*quota; }, standard.quotas.*quota);
    set(
        [](Scenario & s) -> auto& { return s.given.seed; }, standard.seed);
    set_clock(standard.clock);
  }

  /// With all times that depend on it; if that will not do, with all times at the same distance.
  void set_clock(SimTime clock) {
    const std::int64_t later = clock.seconds - best_.given.clock.seconds;
    for (const std::int64_t shift : {std::int64_t{0}, later}) {
      change([&](Scenario& s) {
        s.given.clock = clock;
        for (Instance& instance : s.given.instances)
          instance.created = clock;
        for (const auto images : {&Given::images, &Given::system_images}) {
          for (Image& image : s.given.*images) {
            image.created.seconds += shift;
            image.status_since.seconds += shift;
            for (SharedAccount& share : image.shared_with)
              share.since.seconds += shift;
          }
        }
      });
      if (best_.given.clock == clock) return;  // Else the second would move them again.
    }
  }

  Scenario best_;
  const std::function<bool(const Scenario&)>& will_do_;
  std::size_t tries_max_;
  std::size_t tries_ = 0;
  bool is_smaller_ = false;  // Since the present round began.
  bool is_stopped_ = false;
};

}  // namespace

Reduced reduce(Scenario scenario, const std::function<bool(const Scenario&)>& will_do,
               std::size_t tries_max) {
  return Reducer(std::move(scenario), will_do, tries_max).reduce();
}

}  // namespace imgfam
