#include "support/clouds.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace imgfam::test {
namespace {

[[noreturn]] void fail(std::string_view what, std::string_view where) {
  throw std::runtime_error("the test's own text: " + std::string(what) + ": " + std::string(where));
}

/// The parts of a text between the characters that divide it; empty ones are left out.
std::vector<std::string_view> parts(std::string_view text, std::string_view dividers) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(dividers), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

AccountId account_of(std::string_view name) {
  if (name == "alice") return alice;
  if (name == "bob") return bob;
  if (name == "carol") return carol;
  const auto account = parse_account(name);
  if (!account) fail("no account", name);
  return *account;
}

SimTime time_of(std::string_view seconds) {
  return beginning + Duration{std::stoll(std::string(seconds))};
}

/// Puts the value that the word spells into `out`; false when it spells none.
template <class E>
bool take(std::string_view word, E& out) {
  const auto value = from_text<E>(word);
  if (value) out = *value;
  return value.has_value();
}

bool take_flag(std::string_view word, Image& image) {
  if (word == "community") image.is_community = true;
  if (word == "nvme") image.nvme_supported = true;
  if (word == "imds-v2") image.imds_v2 = true;
  if (word == "windows") image.is_windows = true;
  return word == "community" || word == "nvme" || word == "imds-v2" || word == "windows";
}

void take_pair(std::string_view key, std::string_view value, Image& image) {
  if (key == "name") {
    image.name = value;
  } else if (key == "family") {
    image.family = value;
  } else if (key == "description") {
    image.description = value;
  } else if (key == "snapshot") {
    image.snapshot = value;
  } else if (key == "copied-from") {
    image.copied_from = value;
  } else if (key == "platform") {
    image.platform = value;
  } else if (key == "of") {
    image.owner = account_of(value);
  } else if (key == "in") {
    image.region = value;
  } else if (key == "t") {
    image.created = image.status_since = time_of(value);
  } else if (key == "shared") {
    for (const auto name : parts(value, ","))
      image.shared_with.push_back({account_of(name), beginning});
  } else if (key == "tag") {
    const auto colon = value.find(':');
    image.tags.push_back(
        {std::string(value.substr(0, colon)), std::string(value.substr(colon + 1))});
  } else {
    fail("no word of an image", key);
  }
}

void require(const Result<void>& added) {
  if (added.has_error()) fail("cannot be added", render(added.error()));
}

}  // namespace

Settings settings_of(Edition edition, std::string_view readings) {
  Settings settings;
  settings.edition = edition;
  for (const auto word : parts(readings, " ")) {
    const auto equals = word.find('=');
    const auto reading = parse_reading(word.substr(0, equals), word.substr(equals + 1));
    if (!reading) fail("no reading", word);
    settings.interpretation.choose(*reading);
  }
  return settings;
}

Image image_of(std::string_view line) {
  const auto words = parts(line, " ");
  Image image;
  image.id = words.at(0);
  image.owner = alice;
  image.region = hangzhou;
  image.created = image.status_since = beginning;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto word = words[i];
    const auto equals = word.find('=');
    if (equals != std::string_view::npos) {
      take_pair(word.substr(0, equals), word.substr(equals + 1), image);
    } else if (!take(word, image.status) && !take(word, image.origin) &&
               !take(word, image.boot_mode) && !take(word, image.architecture) &&
               !take_flag(word, image)) {
      fail("no word of an image", word);
    }
  }
  if (image.origin == Origin::System) {
    image.owner = {};
    if (line.find(" in=") == std::string_view::npos) image.region.clear();
  }
  return image;
}

Instance instance_of(std::string_view line) {
  const auto words = parts(line, " ");
  Instance instance;
  instance.id = words.at(0);
  instance.account = alice;
  instance.region = hangzhou;
  instance.created = beginning;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto word = words[i];
    const auto equals = word.find('=');
    const auto key = word.substr(0, std::min(equals, word.size()));
    const auto value =
        equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
    if (key == "image") {
      instance.image = value;
    } else if (key == "of") {
      instance.account = account_of(value);
    } else if (key == "in") {
      instance.region = value;
    } else if (key == "t") {
      instance.created = time_of(value);
    } else if (key == "protected") {
      instance.is_deletion_protected = true;
    } else if (!take(word, instance.status) && !take(word, instance.boot_mode)) {
      fail("no word of an instance", word);
    }
  }
  return instance;
}

Cloud cloud_of(std::string_view lines, const Settings& settings) {
  Cloud cloud(settings);
  for (const AccountId account : {alice, bob, carol})
    cloud.add_account(account);
  for (auto line : parts(lines, "\n")) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) continue;
    require(line.starts_with("i-") ? cloud.add(instance_of(line)) : cloud.add(image_of(line)));
  }
  return cloud;
}

Request request_of(std::string_view text) {
  auto words = parts(text, " ");
  Request request;
  request.account = alice;
  if (words.at(0).ends_with(':')) {
    request.account = account_of(words[0].substr(0, words[0].size() - 1));
    words.erase(words.begin());
  }
  request.action = words.at(0);
  bool has_region = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    const auto name = words[i].substr(0, equals);
    has_region = has_region || name == "RegionId" || name == "-RegionId";
    if (name == "-RegionId") continue;
    if (equals == std::string_view::npos) fail("no value", words[i]);
    std::string value(words[i].substr(equals + 1));
    std::replace(value.begin(), value.end(), '+', ' ');
    request.parameters.push_back({std::string(name), std::move(value)});
  }
  if (!has_region) request.parameters.push_back({"RegionId", std::string(hangzhou)});
  return request;
}

Outcome ask(Cloud& cloud, std::string_view request) { return cloud.handle(request_of(request)); }

std::string text(const Outcome& outcome) {
  if (const auto* response = std::get_if<Response>(&outcome)) {
    boost::json::object document = response->document;
    document.erase("RequestId");
    return "200 " + boost::json::serialize(document);
  }
  const auto& refusal = std::get<Refusal>(outcome);
  std::string out = std::to_string(refusal.status) + " " + refusal.code + ":";
  for (const RuleId id : refusal.broken)
    out.append(" ").append(rule(id).id);
  return out;
}

std::string answer(Cloud& cloud, std::string_view request) { return text(ask(cloud, request)); }

boost::json::object document(Cloud& cloud, std::string_view request) {
  const Outcome outcome = ask(cloud, request);
  if (is_refused(outcome)) fail(text(outcome), request);
  boost::json::object document = std::get<Response>(outcome).document;
  document.erase("RequestId");
  return document;
}

std::string changes(Cloud& cloud, std::string_view request) {
  const Cloud before = cloud;
  const Outcome outcome = ask(cloud, request);
  if (is_refused(outcome)) fail(text(outcome), request);
  std::string out;
  for (const std::string& line : changes_between(before, cloud))
    out.append(out.empty() ? "" : "\n").append(line);
  return out;
}

std::string resolution(const Cloud& cloud, std::string_view family, AccountId account,
                       std::string_view region) {
  std::ostringstream out;
  out << resolve_family(cloud, account, region, family);
  return out.str();
}

}  // namespace imgfam::test
