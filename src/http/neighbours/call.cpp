#include "call.hpp"

#include <imgfam/model/uuid.hpp>

#include <boost/json/parse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace imgfam {
namespace {

namespace json = boost::json;

std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

}  // namespace

std::string_view NeighbourCall::text(std::string_view name) const {
  const std::string* value = request_.find(name);
  return value ? std::string_view(*value) : std::string_view();
}

std::vector<std::string> NeighbourCall::list(std::string_view name) const {
  std::vector<std::string> values;
  for (;;) {
    const auto value = text(fmt::format("{}.{}", name, values.size() + 1));
    if (value.empty()) return values;
    values.emplace_back(value);
  }
}

std::vector<std::string> NeighbourCall::array(std::string_view name) const {
  const auto given = text(name);
  boost::system::error_code error;
  const json::value parsed = json::parse({given.data(), given.size()}, error);
  const json::array* list = error ? nullptr : parsed.if_array();
  if (!list) return parts_of(given);
  std::vector<std::string> values;
  for (const json::value& value : *list) {
    if (value.is_string()) values.emplace_back(value.get_string());
  }
  return values;
}

std::vector<Tag> NeighbourCall::tags() const {
  std::vector<Tag> tags;
  for (;;) {
    const std::size_t n = tags.size() + 1;
    const auto key = text(fmt::format("Tag.{}.Key", n));
    if (key.empty()) return tags;
    tags.push_back({std::string(key), std::string(text(fmt::format("Tag.{}.Value", n)))});
  }
}

bool NeighbourCall::asks_for(const json::object& shown,
                             std::initializer_list<std::string_view> names) const {
  return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
    if (text(name).empty()) return true;
    const json::value* value = shown.if_contains(name);
    if (!value || !value->is_string()) return false;
    const std::vector<std::string> asked = array(name);
    return std::find(asked.begin(), asked.end(), std::string_view(value->get_string())) !=
           asked.end();
  });
}

NeighbourCall::Kept* NeighbourCall::find(Kind kind, std::string_view id, std::string_view region) {
  auto& kept = of(kind);
  const auto it = std::find_if(kept.begin(), kept.end(), [&](const Kept& k) {
    return k.id == id && k.account == caller() && (region.empty() || k.region == region);
  });
  return it == kept.end() ? nullptr : &*it;
}

bool NeighbourCall::keep(Kind kind, Kept kept) {
  if (of(kind).size() >= Neighbours::kept_max) return false;
  of(kind).push_back(std::move(kept));
  return true;
}

void NeighbourCall::forget(Kind kind, std::string_view id, std::string_view region) {
  std::erase_if(of(kind), [&](const Kept& k) {
    return k.id == id && k.account == caller() && (region.empty() || k.region == region);
  });
}

std::uint64_t NeighbourCall::new_seed() {
  return mix(mix(neighbours_.seed_) + ++neighbours_.drawn_);
}

std::string NeighbourCall::new_id(std::string_view prefix) {
  constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  constexpr std::size_t length = 20;  // As the ids of the cloud.
  std::string id(prefix);
  std::uint64_t random = new_seed();
  for (std::size_t i = 0; i < length; ++i) {
    id += alphabet[random % alphabet.size()];
    random = random / alphabet.size() ^ mix(random);
  }
  return id;
}

std::string NeighbourCall::new_public_address() {
  const std::uint64_t n = ++neighbours_.drawn_;
  return fmt::format("198.{}.{}.{}", 18 + (n >> 16U) % 2, (n >> 8U) % 256, n % 256);
}

std::string NeighbourCall::new_private_address() {
  const std::uint64_t n = ++neighbours_.drawn_;
  return fmt::format("172.{}.{}.{}", 16 + (n >> 16U) % 16, (n >> 8U) % 256, n % 256);
}

const Instance* NeighbourCall::own_instance(std::string_view id) const {
  const Instance* instance = cloud_.instances().get(id);
  return instance && instance->account == caller() ? instance : nullptr;
}

std::uint64_t NeighbourCall::number(std::string_view name, std::uint64_t otherwise,
                                    std::uint64_t max) const {
  const auto given = text(name);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
  const bool is_number = error == std::errc{} && end == given.data() + given.size();
  return is_number && value > 0 ? std::min(value, max) : otherwise;
}

Outcome NeighbourCall::respond_page(std::string_view list, std::string_view element,
                                    const std::vector<json::object>& found) const {
  constexpr std::uint64_t default_size = 10;
  constexpr std::uint64_t size_max = 100;
  const std::uint64_t size = number("PageSize", default_size, size_max);
  const std::uint64_t page = number("PageNumber", 1, Neighbours::kept_max * 100);
  json::array shown;
  for (std::uint64_t i = (page - 1) * size; i < std::min<std::uint64_t>(page * size, found.size());
       ++i)
    shown.push_back(found[i]);
  json::object document{{"PageNumber", page}, {"PageSize", size}, {"TotalCount", found.size()}};
  document[list] = json::object{{element, std::move(shown)}};
  return respond(std::move(document));
}

Outcome NeighbourCall::refuse(const NotThere& what) {
  Refusal refusal;
  refusal.status = what.status;
  refusal.code = what.code;
  refusal.message = what.message;
  refusal.is_documented = true;
  return refusal;
}

Outcome NeighbourCall::missing(std::string_view parameter) {
  Refusal refusal;
  refusal.status = 400;
  refusal.code = "MissingParameter";
  refusal.message = fmt::format(
      "The input parameter \"{}\" that is mandatory for processing this request is not supplied.",
      parameter);
  refusal.is_documented = true;
  return refusal;
}

Outcome NeighbourCall::full() {
  Refusal refusal;
  refusal.status = 403;
  refusal.code = "QuotaExceeded";
  refusal.message = fmt::format("This emulator keeps at most {} of a kind.", Neighbours::kept_max);
  refusal.latitude = Latitude::Any4xx;
  return refusal;
}

json::object address_list(std::string_view address) {
  json::array addresses;
  if (!address.empty()) addresses.emplace_back(address);
  return {{"IpAddress", std::move(addresses)}};
}

}  // namespace imgfam
