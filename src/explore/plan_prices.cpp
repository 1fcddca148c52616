// What the requests of plans are called and cost.
#include <imgfam/explore/plan.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>

namespace imgfam {
namespace {

constexpr std::uint32_t price_max = 1'000'000;

Price& at(Prices& prices, Act act) { return prices[static_cast<std::size_t>(act)]; }

Result<const PlanActName*> find_acts(std::string_view name) {
  const auto& all = plan_act_names();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const PlanActName& n) { return n.name == name; });
  if (found != all.end()) return &*found;
  std::vector<std::string_view> known;
  std::string list;
  for (const PlanActName& n : all) {
    known.push_back(n.name);
    list += fmt::format("{}{}", list.empty() ? "" : ", ", n.name);
  }
  const auto near = nearest(name, known);
  return problem(
      "PLN004", fmt::format("plans have no requests called `{}`", printable(name)),
      near.empty() ? "they are called " + list : fmt::format("did you mean `{}`?", near));
}

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole && number <= price_max ? std::optional(number) : std::nullopt;
}

}  // namespace

const std::vector<PlanActName>& plan_act_names() {
  static const std::vector<PlanActName> names{
      {"Status", {Act::Deprecate, Act::Restore}, "deprecating and restoring"},
      {"Status=Deprecated", {Act::Deprecate}, "deprecating"},
      {"Status=Available", {Act::Restore}, "restoring"},
      {"BootMode", {Act::SetBootMode}, "setting the boot mode"},
      {"ImageFamily", {Act::MoveToFamily}, "moving to another family"},
      {"AddAccount", {Act::AddAccount}, "sharing"},
      {"RemoveAccount", {Act::RemoveAccount}, "unsharing"},
      {"DeleteImage", {Act::Delete, Act::ForceDelete}, "deleting an image, by force or not"},
      {"Force", {Act::ForceDelete}, "deleting an image by force"},
      {"DeleteInstance", {Act::DeleteInstance}, "releasing an instance"},
      {"ModifyImageAttribute",
       {Act::Deprecate, Act::Restore, Act::SetBootMode, Act::MoveToFamily},
       "status, boot mode and family"},
      {"ModifyImageSharePermission", {Act::AddAccount, Act::RemoveAccount}, "sharing, unsharing"},
  };
  return names;
}

Prices default_prices() {
  Prices prices{};
  at(prices, Act::Deprecate) = at(prices, Act::Restore) = {1, 0};
  at(prices, Act::SetBootMode) = {2, 0};
  at(prices, Act::MoveToFamily) = {5, 0};
  at(prices, Act::AddAccount) = {5, 1};
  at(prices, Act::RemoveAccount) = {1, 10};
  at(prices, Act::Delete) = {100, 0};
  at(prices, Act::ForceDelete) = {200, 0};
  at(prices, Act::DeleteInstance) = {1000, 0};
  return prices;
}

std::uint32_t price_of(const ModelRequest& request, const Prices& prices) {
  const Price& price = prices[static_cast<std::size_t>(request.act)];
  const bool shares = request.act == Act::AddAccount || request.act == Act::RemoveAccount;
  const auto accounts =
      shares ? static_cast<std::uint32_t>(std::popcount(request.argument)) + request.others : 0U;
  return price.request + price.account * accounts;
}

Result<void> avoid(std::string_view name, ActSet& avoided) {
  const auto found = find_acts(name);
  if (!found) return found.error();
  for (const Act act : (*found)->acts)
    avoided.set(static_cast<std::size_t>(act));
  return {};
}

Result<void> set_price(std::string_view text, Prices& prices) {
  const auto equals = text.rfind('=');
  const auto found = find_acts(text.substr(0, equals));
  if (!found) return found.error();
  const auto value = equals == std::string_view::npos ? "" : text.substr(equals + 1);
  const auto plus = value.find('+');
  const auto request = number_of(value.substr(0, plus));
  const auto account =
      plus == std::string_view::npos ? std::optional(0U) : number_of(value.substr(plus + 1));
  if (!request || !account || *request == 0)
    return problem("PLN005", fmt::format("`{}` is no price", printable(text)),
                   fmt::format("write {0}=N, or for sharing {0}=N+M with M for every account: N "
                               "from 1, both up to {1}",
                               (*found)->name, price_max));
  for (const Act act : (*found)->acts)
    at(prices, act) = {*request, *account};
  return {};
}

}  // namespace imgfam
