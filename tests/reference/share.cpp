// ModifyImageSharePermission and DescribeImageSharePermission.

#include "reference/facts.hpp"
#include "reference/operations.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace imgfam::reference {
namespace {

/// The entries of AddAccount or RemoveAccount that count.
std::vector<std::string> account_list(const Model& model, const Ask& ask, const std::string& name) {
  std::vector<std::string> accounts;
  for (const auto& [number, account] : ask.given.numbered(name + "."))
    accounts.push_back(account);
  if (accounts.size() <= 10) return accounts;
  if (model.reads("excess-accounts=ignore-parameter"_reading)) return {};
  accounts.resize(10);
  return accounts;
}

std::optional<AccountId> find_account(const Model& model, const std::string& text) {
  for (const AccountId account : model.accounts) {
    if (to_string(account) == text) return account;
  }
  return std::nullopt;
}

std::size_t received_by(const Model& model, AccountId account) {
  std::size_t count = 0;
  for (const auto& [id, image] : model.images)
    count += is_shared_with(image, account) ? 1 : 0;
  return count;
}

/// What giving the image to anybody at all asks of it.
void judge_giving(const Image& image, Broken& broken) {
  broken.unless(image.status != Status::Deprecated, "share-not-deprecated"_rule);
  broken.unless(image.status == Status::Available || image.status == Status::Deprecated,
                "share-available"_rule);
  broken.unless(!image.is_community, "share-private"_rule);
}

/// The account that an entry names, judged: it must exist, and not be the caller.
std::optional<AccountId> judge_account(const Model& model, const Ask& ask, const std::string& text,
                                       Broken& broken) {
  if (text == to_string(ask.caller)) {
    broken.add("share-not-yourself"_rule);
    return std::nullopt;
  }
  const auto account = find_account(model, text);
  broken.unless(account.has_value(), "share-account-exists"_rule);
  return account;
}

/// Shares the draft with one account, unless a rule is broken.
Broken add_account(const Model& model, const Ask& ask, Image& draft, const std::string& text) {
  Broken broken(model.settings.edition);
  const auto account = judge_account(model, ask, text, broken);
  if (!account) return broken;
  judge_giving(draft, broken);
  if (is_shared_with(draft, *account)) {
    broken.unless(model.reads("share-again=accept"_reading), "share-new-account"_rule);
    return broken;
  }
  const Quotas& quotas = model.settings.quotas;
  broken.unless(draft.shared_with.size() + 1 <= quotas.accounts_per_image,
                "share-accounts-max"_rule);
  broken.unless(received_by(model, *account) + 1 <= quotas.images_shared_with_account,
                "share-received-max"_rule);
  if (!broken.any()) draft.shared_with.push_back({*account, model.settings.clock});
  return broken;
}

/// Takes the draft away from one account, unless a rule is broken.
Broken remove_account(const Model& model, const Ask& ask, Image& draft, const std::string& text) {
  Broken broken(model.settings.edition);
  const auto account = judge_account(model, ask, text, broken);
  if (!account) return broken;
  const bool is_kept =
      draft.status == Status::Deprecated && model.reads("unshare-deprecated=refuse"_reading);
  broken.unless(!is_kept, "unshare-not-deprecated"_rule);
  const bool has_it = is_shared_with(draft, *account);
  const bool is_nothing_new = !has_it && model.reads("share-again=refuse"_reading);
  broken.unless(!is_nothing_new, "share-new-account"_rule);
  if (!broken.any() && has_it) {
    std::erase_if(draft.shared_with, [&](const SharedAccount& s) { return s.account == *account; });
  }
  return broken;
}

/// IsPublic, where it stands alone.
void change_publicity(const Model& model, Image& draft, bool is_public, Broken& broken) {
  if (is_public) {
    judge_giving(draft, broken);
  } else if (!draft.is_community) {
    broken.unless(model.reads("unpublish-private=accept"_reading), "unpublish-public"_rule);
  }
  if (!broken.any()) draft.is_community = is_public;
}

}  // namespace

Outcome modify_image_share_permission(Model& model, Ask& ask) {
  const auto added = account_list(model, ask, "AddAccount");
  const auto removed = account_list(model, ask, "RemoveAccount");
  const bool has_accounts =
      !ask.given.numbered("AddAccount.").empty() || !ask.given.numbered("RemoveAccount.").empty();
  const bool has_launch_permission = ask.given.has("LaunchPermission");
  const auto is_public = flag(ask, "IsPublic");
  ask.broken.unless(!has_launch_permission, "launch-permission-invited"_rule);
  ask.broken.unless(!has_launch_permission || !has_accounts, "launch-permission-alone"_rule);
  ask.broken.unless(!is_public || !has_accounts, "publish-alone"_rule);
  Image* image = own_image(model, ask, region(ask));
  const bool is_sound = !ask.broken.any();

  if (image == nullptr) {
    for (const auto& list : {added, removed}) {
      for (const std::string& account : list)
        judge_account(model, ask, account, ask.broken);
    }
    return *stopped(model, ask);
  }
  Image draft = *image;
  for (const std::string& account : added)
    ask.broken.add(add_account(model, ask, draft, account));
  for (const std::string& account : removed)
    ask.broken.add(remove_account(model, ask, draft, account));
  if (is_public) change_publicity(model, draft, *is_public, ask.broken);

  const bool applies_good_ones =
      is_sound && !is_public && model.reads("share-list-failure=good-ones-applied"_reading);
  const auto stop = stopped(model, ask);
  if (!stop || (applies_good_ones && !ask.is_dry_run)) *image = draft;
  return stop ? *stop : success();
}

Outcome describe_image_share_permission(Model& model, Ask& ask) {
  const Image* image = own_image(model, ask, region(ask));
  const Page which = page(ask);
  if (const auto stop = stopped(model, ask)) return *stop;

  boost::json::array accounts;
  const auto first = static_cast<std::size_t>((which.number - 1) * which.size);
  for (std::size_t i = first; i < image->shared_with.size(); ++i) {
    if (accounts.size() == static_cast<std::size_t>(which.size)) break;
    accounts.emplace_back(
        boost::json::object{{"AliyunId", to_string(image->shared_with[i].account)}});
  }
  return success({{"ImageId", image->id},
                  {"RegionId", image->region},
                  {"PageNumber", which.number},
                  {"PageSize", which.size},
                  {"TotalCount", image->shared_with.size()},
                  {"Accounts", {{"Account", accounts}}}});
}

}  // namespace imgfam::reference
