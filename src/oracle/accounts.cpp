#include "accounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace imgfam {
namespace {

/// In the order in which a reader meets them, each once.
class AccountList {
 public:
  void add(AccountId account) {
    if (account.uid != 0 && std::ranges::find(list, account) == list.end()) list.push_back(account);
  }

  std::vector<AccountId> list;
};

std::vector<AccountId> callers_of(const Scenario& scenario) {
  AccountList out;
  out.add(scenario.given.account);
  for (const ScenarioStep& step : scenario.steps) {
    if (const auto* request = std::get_if<RequestStep>(&step.what))
      out.add(request->request.account);
    if (const auto* check = std::get_if<FamilyCheck>(&step.what)) out.add(check->as);
  }
  return out.list;
}

/// Calls `visit` for every account that stands in the scenario as one.
template <class Visit>
void for_each_account(Scenario& scenario, const Visit& visit) {
  Given& given = scenario.given;
  visit(given.account);
  for (AccountId& account : given.accounts)
    visit(account);
  for (Image& image : given.images) {
    visit(image.owner);
    for (SharedAccount& share : image.shared_with)
      visit(share.account);
  }
  for (Instance& instance : given.instances)
    visit(instance.account);
  for (ScenarioStep& step : scenario.steps) {
    if (auto* request = std::get_if<RequestStep>(&step.what)) visit(request->request.account);
    if (auto* check = std::get_if<FamilyCheck>(&step.what)) visit(check->as);
    if (auto* check = std::get_if<ImageCheck>(&step.what); check && check->shared_with) {
      for (AccountId& account : *check->shared_with)
        visit(account);
    }
  }
}

using Mapping = std::map<AccountId, AccountId>;

/// Account ids in the text, all at once: one may become what another was.
std::string replaced(const std::string& text, const Mapping& mapping) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto here = std::ranges::find_if(mapping, [&](const auto& pair) {
      return std::string_view(text).substr(i).starts_with(to_string(pair.first));
    });
    if (here == mapping.end()) {
      out += text[i++];
    } else {
      out += to_string(here->second);
      i += to_string(here->first).size();
    }
  }
  return out;
}

}  // namespace

Result<Scenario> with_accounts(Scenario scenario, const std::vector<AccountId>& available,
                               bool others_may_be_anybody) {
  if (available.empty()) return scenario;
  AccountList wanted;
  wanted.list = callers_of(scenario);
  if (!others_may_be_anybody)
    for_each_account(scenario, [&](AccountId account) { wanted.add(account); });
  std::vector<AccountId> free = available;
  for (const AccountId account : wanted.list)
    std::erase(free, account);
  Mapping mapping;
  for (const AccountId account : wanted.list) {
    if (std::ranges::find(available, account) != available.end()) continue;
    if (free.empty())
      return problem("CNF010",
                     fmt::format("it needs {} accounts, and there are credentials of {}",
                                 wanted.list.size(), available.size()),
                     "add credentials of other accounts");
    mapping.emplace(account, free.front());
    free.erase(free.begin());
  }
  if (mapping.empty()) return scenario;
  for_each_account(scenario, [&](AccountId& account) {
    if (const auto to = mapping.find(account); to != mapping.end()) account = to->second;
  });
  for (ScenarioStep& step : scenario.steps)
    for_each_text(step.what, [&](std::string& text) { text = replaced(text, mapping); });
  return scenario;
}

}  // namespace imgfam
