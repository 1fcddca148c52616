// Image and Instance: what the cloud keeps of each, as plain values.
//
// An Image holds what it *is*; what follows from other things (whether an instance uses it now,
// what its family resolves to) is asked of the Cloud. No rule stands here.
#pragma once

#include <imgfam/model/account.hpp>
#include <imgfam/model/sim_time.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// The statuses that DescribeImages knows, spelled as it spells them (mind `UnAvailable`), and
/// Deleted: the end of an image's life, which no document shows because the image is then gone.
enum class Status : std::uint8_t {
  Creating,
  Waiting,
  Available,
  Deprecated,
  UnAvailable,
  CreateFailed,
  Deleted
};
enum class BootMode : std::uint8_t { Bios, Uefi, UefiPreferred };
enum class Architecture : std::uint8_t { I386, X86_64, Arm64 };
/// How an image came to be. System images are the provider's own public ones.
enum class Origin : std::uint8_t { Created, Copied, Imported, System };
enum class License : std::uint8_t { Auto, Aliyun, Byol };
enum class InstanceStatus : std::uint8_t { Pending, Starting, Running, Stopping, Stopped };

/// The API's spelling of every value, in the order of the enumerators.
template <class E>
inline constexpr std::array<std::string_view, 0> spelling{};
template <>
inline constexpr std::array<std::string_view, 7> spelling<Status>{
    "Creating", "Waiting", "Available", "Deprecated", "UnAvailable", "CreateFailed", "Deleted"};
template <>
inline constexpr std::array<std::string_view, 3> spelling<BootMode>{"BIOS", "UEFI",
                                                                    "UEFI-Preferred"};
template <>
inline constexpr std::array<std::string_view, 3> spelling<Architecture>{"i386", "x86_64", "arm64"};
template <>
inline constexpr std::array<std::string_view, 4> spelling<Origin>{"created", "copied", "imported",
                                                                  "system"};
template <>
inline constexpr std::array<std::string_view, 3> spelling<License>{"Auto", "Aliyun", "BYOL"};
template <>
inline constexpr std::array<std::string_view, 5> spelling<InstanceStatus>{
    "Pending", "Starting", "Running", "Stopping", "Stopped"};

template <class E>
constexpr std::string_view to_text(E value) {
  return spelling<E>[static_cast<std::size_t>(value)];
}

/// The value that is spelled so, exactly; nothing when none is.
template <class E>
constexpr std::optional<E> from_text(std::string_view text) {
  for (std::size_t i = 0; i < spelling<E>.size(); ++i) {
    if (spelling<E>[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

struct Tag {
  std::string key;
  std::string value;
  bool operator==(const Tag&) const = default;
};

/// One account that an image is shared with, and since when.
struct SharedAccount {
  AccountId account;
  SimTime since;
  bool operator==(const SharedAccount&) const = default;
};

struct Image {
  std::string id;
  std::string name;
  std::string family;  ///< Empty: in no family.
  std::string description;
  std::string region;        ///< Empty for a system image: it stands in every region.
  AccountId owner;           ///< 0 for a system image.
  SimTime created;           ///< CreationTime, at the submission.
  std::uint64_t serial = 0;  ///< The order of creation calls; settles equal CreationTimes.
  SimTime status_since;
  Status status = Status::Available;
  BootMode boot_mode = BootMode::Bios;
  Architecture architecture = Architecture::X86_64;
  License license = License::Auto;
  Origin origin = Origin::Created;
  bool nvme_supported = false;
  bool imds_v2 = false;
  bool is_community = false;   ///< Published: anybody may use it (IsPublic).
  bool was_ever_used = false;  ///< An instance was launched from it at some time.
  bool is_windows = false;
  int size_gib = 40;
  std::string platform;
  std::vector<SharedAccount>
      shared_with;  ///< In the order in which they were added; an account at most once.
  std::vector<Tag> tags;
  std::string snapshot;     ///< The snapshot of its system disk; it outlives the image.
  std::string copied_from;  ///< The source's id, for a copy.

  bool is_shared_with(AccountId account) const;

  bool operator==(const Image&) const = default;
};

struct Instance {
  std::string id;
  std::string image;  ///< Its ImageId; that image may be deleted since.
  std::string region;
  AccountId account;
  SimTime created;
  std::uint64_t serial = 0;
  InstanceStatus status = InstanceStatus::Running;
  BootMode boot_mode = BootMode::Bios;  ///< Of the image when the instance's disk was made from it.
  bool imds_v2 = false;                 ///< The same.
  bool is_deletion_protected = false;

  bool operator==(const Instance&) const = default;
};

}  // namespace imgfam
