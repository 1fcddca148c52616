// AccountId: the UID of an Alibaba Cloud account, a decimal number of 16 digits as a rule.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace imgfam {

/// The API shows it as a number (`ImageOwnerId`), so the text has no leading zero. 0 is nobody: the
/// owner of public (system) images. [doc: DescribeImages, ImageOwnerId]
struct AccountId {
  std::uint64_t uid = 0;
  auto operator<=>(const AccountId&) const = default;
};

/// Reads 1 to 18 digits without a leading zero; nothing when the text is none.
std::optional<AccountId> parse_account(std::string_view text);
std::string to_string(AccountId account);
std::ostream& operator<<(std::ostream& out, AccountId account);

}  // namespace imgfam

template <>
struct std::hash<imgfam::AccountId> {
  std::size_t operator()(imgfam::AccountId a) const noexcept {
    return std::hash<std::uint64_t>{}(a.uid);
  }
};
