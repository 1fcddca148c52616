// Check: a claim about a cloud, in the words that scenarios, properties and goals share: what a
// family resolves to, what an image or an instance is like. Looking changes nothing.
#pragma once

#include <imgfam/model/image.hpp>
#include <imgfam/model/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace imgfam {

class Cloud;

struct FamilyCheck {
  std::string family;
  std::string resolves_to;  ///< Empty: to nothing.
  AccountId as;
  std::string region;
  bool to_something = false;  ///< To whatever image; then resolves_to is empty.

  bool operator==(const FamilyCheck&) const = default;
};

/// What is not said is not looked at. Saying anything but `exists` says that it exists.
struct ImageCheck {
  std::string image;
  std::optional<bool> exists;
  std::optional<Status> status;
  std::optional<std::string> name;
  std::optional<std::string> family;
  std::optional<std::string> description;
  std::optional<std::vector<AccountId>> shared_with;  ///< All of them, in any order.
  std::optional<bool> in_use;
  std::optional<BootMode> boot_mode;

  bool operator==(const ImageCheck&) const = default;
};

struct InstanceCheck {
  std::string instance;
  std::optional<bool> exists;
  std::optional<std::string> image;
  std::optional<BootMode> boot_mode;
  std::optional<InstanceStatus> status;

  bool operator==(const InstanceCheck&) const = default;
};

using Check = std::variant<FamilyCheck, ImageCheck, InstanceCheck>;

/// One expectation that did not hold.
struct Mismatch {
  std::string
      what;  ///< `error`, `status`, `rules`, `response /Images/Image/0/ImageId`, `family web`, …
  std::string expected;
  std::string got;

  bool operator==(const Mismatch&) const = default;
};

/// Adds what of the check does not hold.
void judge(const Check& check, const Cloud& cloud, std::vector<Mismatch>& mismatches);

bool holds(const Check& check, const Cloud& cloud);

/// A check with the same keys, and what there is for values: it holds. Of what is not there it says
/// that alone.
Check as_it_is(const Check& asked, const Cloud& cloud);
ImageCheck as_it_is(const ImageCheck& asked, const Cloud& cloud);

/// Reads a check as people write it on a command line: what is looked at, then keys and values as
/// in a scenario, divided by blanks. `family web resolves-to m-1`, `family web resolves`, `image
/// m-1 status Available shared-with none`, `image m-1 in-use`, `instance i-1 image m-1`. A boolean
/// key may stand alone; several accounts are divided by commas. Who asks and where are `account`
/// and `region` unless `as` and `region` say otherwise.
///
/// ERRORS: CHK001 no check begins so, CHK002 an unknown key, CHK003 a key without its value, CHK004
/// a value that the key does not take, CHK005 a key twice, CHK006 nothing to look at.
Result<Check> parse_check(std::string_view text, AccountId account, std::string_view region);

/// The text that parse_check reads back. `as` and `region` are left out where they are the given
/// ones.
std::string to_string(const Check& check, AccountId account, std::string_view region);

}  // namespace imgfam
