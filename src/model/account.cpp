#include <imgfam/model/account.hpp>

#include <charconv>
#include <ostream>

namespace imgfam {

std::optional<AccountId> parse_account(std::string_view text) {
  constexpr std::size_t digits_max = 18;
  if (text.empty() || text.size() > digits_max || text.front() == '0') return std::nullopt;
  AccountId account;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, account.uid);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return account;
}

std::string to_string(AccountId account) { return std::to_string(account.uid); }
std::ostream& operator<<(std::ostream& out, AccountId account) { return out << account.uid; }

}  // namespace imgfam
