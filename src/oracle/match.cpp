#include "match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace imgfam {
namespace {

namespace json = boost::json;

void set_parameter(Request& request, std::string_view name, std::string value) {
  std::erase_if(request.parameters, [&](const Parameter& p) { return p.name == name; });
  request.parameters.push_back({std::string(name), std::move(value)});
}

/// All elements of a list that the leaf's answer shows a page of; nothing when it shows them all.
std::optional<json::array> all_elements(const SharedCloud& before, const Leaf& leaf,
                                        const Request& request) {
  constexpr std::size_t size_max = 100;
  constexpr std::size_t pages_max = 1000;
  const auto* response = std::get_if<Response>(&leaf.outcome);
  if (!response || !cut_list(response->document)) return std::nullopt;
  Request whole = request;
  set_parameter(whole, "PageSize", std::to_string(size_max));
  json::array all;
  for (std::size_t page = 1; page <= pages_max; ++page) {
    set_parameter(whole, "PageNumber", std::to_string(page));
    Cloud cloud = *before;
    cloud.follow(leaf.boxes.front().first());
    const Outcome outcome = cloud.handle(whole);
    const json::object& document = std::get<Response>(outcome).document;
    const json::array* list = list_of(document);
    all.insert(all.end(), list->begin(), list->end());
    if (!cut_list(document) || list->size() < size_max) break;
  }
  return all;
}

/// The first id of the answer that cannot be a new one; empty when all can.
std::string conflict_in(const Adoption& adoption, const Cloud& cloud) {
  std::set<std::string_view> given;
  for (const auto& [mine, theirs] : adoption.ids) {
    const bool is_in_use = cloud.images().get(theirs) || cloud.instances().get(theirs);
    if (mine != theirs && is_in_use) return fmt::format("the new id {} is in use already", theirs);
    if (!given.insert(theirs).second) return fmt::format("the new id {} is given twice", theirs);
  }
  return {};
}

/// The cloud with what the answer shows of things that were there before it.
SharedCloud adopted(const SharedCloud& before, const Adoption& adoption) {
  auto cloud = std::make_shared<Cloud>(*before);
  for (const auto& [image, time] : adoption.times) {
    if (cloud->images().get(image)) cloud->set_created(image, time);
  }
  for (const auto& [image, snapshot] : adoption.snapshots) {
    if (cloud->images().get(image)) cloud->set_snapshot(image, snapshot);
  }
  for (const auto& [mine, theirs] : adoption.ids) {
    const bool is_there = cloud->images().get(mine) || cloud->instances().get(mine);
    if (is_there && mine != theirs) cloud->rename(mine, theirs);
  }
  return cloud;
}

IdNames drawn_names(const Leaf& leaf, const Adoption& adoption) {
  IdNames names;
  for (const std::string& id : leaf.trace.drawn) {
    const auto it = adoption.ids.find(id);
    if (it != adoption.ids.end()) names.insert(*it);
  }
  return names;
}

/// Takes back what made an image the newest, unless the answer has shown its CreationTime.
void restore_times(const Start& start, const Adoption& adoption, std::vector<Leaf>& leaves) {
  if (start.times.empty()) return;
  for (Leaf& leaf : leaves) {
    auto cloud = std::make_shared<Cloud>(*leaf.after);
    for (const auto& [image, time] : start.times) {
      if (!adoption.times.contains(image) && cloud->images().get(image))
        cloud->set_created(image, time);
    }
    leaf.after = std::move(cloud);
  }
}

}  // namespace

Comparison Matcher::compare_with(const SharedCloud& before, const Leaf& leaf, bool are_ids_known,
                                 const Unseen& unseen) const {
  static const std::vector<std::string> none;
  return compare(
      {leaf.outcome, are_ids_known ? none : leaf.trace.drawn, all_elements(before, leaf, request_)},
      observed_, unseen);
}

Match Matcher::match(const Start& start, const Leaf& leaf) const {
  Comparison first = compare_with(start.cloud, leaf, false, state_.unseen);
  Match match;
  match.adoption = std::move(first.adoption);
  match.differences = std::move(first.differences);
  if (match.adoption.is_empty()) {
    (match.differences.empty() ? match.conforming : match.others).push_back(leaf);
  } else {
    match.conflict = conflict_in(match.adoption, *start.cloud);
    if (match.conflict.empty()) {
      adopt(start, leaf, match);
    } else {
      match.differences.push_back(match.conflict);
      match.others.push_back(leaf);
    }
  }
  restore_times(start, match.adoption, match.conforming);
  restore_times(start, match.adoption, match.others);
  return match;
}

/// Takes the request again, with the values of the answer: the readings of questions that were not
/// asked before may matter now.
void Matcher::adopt(const Start& start, const Leaf& leaf, Match& match) const {
  const SharedCloud cloud = adopted(start.cloud, match.adoption);
  const Unseen unseen = after(state_.unseen, match.adoption);
  auto leaves = branch(cloud, leaf.boxes, request_, drawn_names(leaf, match.adoption));
  if (!leaves) {
    match.differences.emplace_back("too many ways to take it");
    return;
  }
  bool is_first = true;
  for (Leaf& again : *leaves) {
    Comparison second = compare_with(cloud, again, true, unseen);
    if (second.differences.empty()) {
      match.conforming.push_back(std::move(again));
      continue;
    }
    if (is_first || second.differences.size() < match.differences.size())
      match.differences = std::move(second.differences);
    is_first = false;
    match.others.push_back(std::move(again));
  }
}

}  // namespace imgfam
