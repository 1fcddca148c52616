// ModifyImageSharePermission: share a custom image with accounts, unshare it, publish it as a
// community image. [doc: ModifyImageSharePermission 2020, 2025] Accounts to add are processed
// before accounts to remove: no document says, and it matters only at the limit of accounts.
#include "../call.hpp"

#include <algorithm>

namespace imgfam {
namespace {

constexpr std::size_t accounts_per_call = 10;

/// The accounts of one parameter, as many as the reading of `excess-accounts` lets through.
std::vector<std::string_view> listed(Call& call, std::string_view parameter) {
  auto values = call.list(parameter);
  if (values.size() <= accounts_per_call) return values;
  call.effect("share-first-ten"_rule);
  values.resize(call.follows("excess-accounts=ignore-parameter"_reading) ? 0 : accounts_per_call);
  return values;
}

/// The changes of one request, judged on a list of shares that grows and shrinks as they are.
class Sharing {
 public:
  Sharing(Call& call, const Image* image) : call_(call), image_(image) {
    if (!image_) return;
    state_ = call.cloud().state_of(*image_);
    shares_ = image_->shared_with;
  }

  void add(std::string_view text) {
    Violations broken;
    const AccountId account = account_named(text, broken);
    if (image_ && broken.empty()) {
      if (is_shared_with(account)) {
        if (call_.follows("share-again=refuse"_reading)) broken.add("share-new-account"_rule, text);
        call_.ask(*image_, state_, event::Share{}, broken);
      } else {
        judge_quotas(account, broken);
        const ImageState next = call_.ask(*image_, state_, event::Share{}, broken);
        if (broken.empty()) {
          state_ = next;
          shares_.push_back({account, call_.cloud().now()});
        }
      }
    }
    note(broken);
  }

  void remove(std::string_view text) {
    Violations broken;
    const AccountId account = account_named(text, broken);
    if (image_ && broken.empty()) {
      const bool has_it = is_shared_with(account);
      if (!has_it && call_.follows("share-again=refuse"_reading))
        broken.add("share-new-account"_rule, text);
      const bool leaves_some = shares_.size() > (has_it ? 1 : 0);
      const ImageState next = call_.ask(*image_, state_, event::Unshare{leaves_some}, broken);
      if (broken.empty()) {
        state_ = next;
        std::erase_if(shares_, [&](const SharedAccount& s) { return s.account == account; });
      }
    }
    note(broken);
  }

  void publish(bool is_public) {
    if (!image_) return;
    Violations broken;
    const bool stays_private =
        !is_public && !state_.is_community && call_.follows("unpublish-private=accept"_reading);
    if (!stays_private) {
      const Event event = is_public ? Event(event::Publish{}) : Event(event::Unpublish{});
      state_ = call_.ask(*image_, state_, event, broken);
    }
    call_.broken(broken);
  }

  const Violations& broken_accounts() const { return broken_; }
  bool changes_something() const { return image_ && shares_ != image_->shared_with; }

  void apply() {
    const bool was_community = image_->is_community;
    note_effects();
    call_.images().details(call_.slot_of(*image_)).shared_with = shares_;
    call_.settle_into(*image_, state_);
    if (!was_community && image_->is_community) call_.effect("publish-gives-use"_rule);
    if (was_community && !image_->is_community && !shares_.empty())
      call_.effect("unpublish-keeps-shares"_rule);
  }

 private:
  AccountId account_named(std::string_view text, Violations& broken) const {
    const auto account = parse_account(text);
    if (account && *account == call_.caller()) {
      broken.add("share-not-yourself"_rule, text);
    } else if (!account || !call_.account_exists(*account)) {
      broken.add("share-account-exists"_rule, text);
    }
    return account.value_or(AccountId{});
  }

  bool is_shared_with(AccountId account) const {
    return std::any_of(shares_.begin(), shares_.end(),
                       [&](const SharedAccount& s) { return s.account == account; });
  }

  void judge_quotas(AccountId account, Violations& broken) const {
    const Quotas& quotas = call_.settings().quotas;
    if (shares_.size() + 1 > quotas.accounts_per_image) broken.add("share-accounts-max"_rule);
    if (call_.cloud().images().size() <= quotas.images_shared_with_account) return;
    const std::size_t received = call_.cloud().images().received_by(account);
    if (received + 1 > quotas.images_shared_with_account) broken.add("share-received-max"_rule);
  }

  void note(const Violations& broken) { broken_.add(broken); }

  void note_effects() const {
    const auto gained = [&](const SharedAccount& s) { return !image_->is_shared_with(s.account); };
    if (std::any_of(shares_.begin(), shares_.end(), gained)) call_.effect("share-gives-use"_rule);
    const auto lost = [&](const SharedAccount& s) { return !is_shared_with(s.account); };
    if (std::any_of(image_->shared_with.begin(), image_->shared_with.end(), lost))
      call_.effect("unshare-ends-use"_rule);
  }

  Call& call_;
  const Image* image_;
  ImageState state_;
  std::vector<SharedAccount> shares_;
  Violations broken_;  ///< By the accounts, each on its own.
};

}  // namespace

Outcome modify_image_share_permission(Call& call) {
  const auto region = call.region();
  const Image* image = call.own_image(region);
  const auto is_public = call.flag("IsPublic");
  const bool has_accounts = call.has_any("AddAccount.") || call.has_any("RemoveAccount.");
  if (!call.text("LaunchPermission").empty()) {
    call.check(!has_accounts, "launch-permission-alone"_rule);
    call.broken("launch-permission-invited"_rule);
  }
  call.check(!is_public || !has_accounts, "publish-alone"_rule);

  Sharing sharing(call, image);
  for (const auto account : listed(call, "AddAccount"))
    sharing.add(account);
  for (const auto account : listed(call, "RemoveAccount"))
    sharing.remove(account);
  if (is_public) sharing.publish(*is_public);

  const bool is_dry_run =
      call.flag("DryRun").value_or(false) && call.follows("dry-run=checked"_reading);
  const bool are_others_sound = !call.is_refused();
  call.broken(sharing.broken_accounts());
  call.end_of_checks();
  if (!call.is_refused()) {
    sharing.apply();
    return call.respond();
  }
  const bool only_accounts = are_others_sound && !sharing.broken_accounts().empty();
  if (only_accounts && call.follows("share-list-failure=good-ones-applied"_reading) &&
      !is_dry_run && sharing.changes_something()) {
    sharing.apply();
    return call.refuse_in_part();
  }
  return call.refuse();
}

}  // namespace imgfam
