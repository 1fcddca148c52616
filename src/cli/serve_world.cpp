#include "serve_world.hpp"

#include "credentials_file.hpp"
#include "options.hpp"
#include "scenario_file.hpp"
#include "settle.hpp"

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/scenario/replay.hpp>
#include <imgfam/scenario/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace imgfam {
namespace {

/// Where no scenario says what there is: an image to launch from, by a public one's id.
Given usual_given() {
  Given given;
  Image image;
  image.id = image.name = "aliyun_3_x64_20G_alibase_20240528.vhd";
  image.origin = Origin::System;
  image.created = given.clock;
  given.system_images.push_back(std::move(image));
  return given;
}

std::optional<Scenario> read_given(const ServeOptions& options) {
  if (!options.given.empty()) return read_the_scenario(options.given);
  Scenario scenario;
  scenario.name = "An account with one public image";
  scenario.given = usual_given();
  return scenario;
}

/// Whose accounts there are, each once, the scenario's own first.
std::vector<AccountId> accounts_of(const Given& given) {
  std::vector<AccountId> all{given.account};
  const auto add = [&all](AccountId account) {
    if (account != AccountId{} && std::ranges::find(all, account) == all.end())
      all.push_back(account);
  };
  for (const AccountId account : given.accounts)
    add(account);
  for (const Image& image : given.images) {
    add(image.owner);
    for (const SharedAccount& shared : image.shared_with)
      add(shared.account);
  }
  for (const Instance& instance : given.instances)
    add(instance.account);
  return all;
}

/// A reading that is named, though it is the one that is followed anyway, changes nothing.
Interpretation choice_of(const std::vector<ReadingId>& readings) {
  Interpretation choice;
  for (const ReadingId id : readings)
    choice.choose(id);
  return choice;
}

/// One for every account: testid, testid2, testid3 …, all with the same secret.
std::vector<Credential> usual_credentials(const Given& given) {
  std::vector<Credential> all;
  for (const AccountId account : accounts_of(given)) {
    const std::string number = all.empty() ? "" : std::to_string(all.size() + 1);
    all.push_back({"testid" + number, "testsecret", account});
  }
  return all;
}

}  // namespace

void set_options(const ServeOptions& options, Scenario& scenario) {
  scenario.editions = {options.edition.empty() ? scenario.editions.back()
                                               : *parse_edition(options.edition)};
  for (const ReadingId id : readings_named(options.readings)) {
    std::erase_if(scenario.readings, [&](ReadingId old) { return old.question == id.question; });
    scenario.readings.push_back(id);
  }
  std::ranges::sort(scenario.readings, {}, &ReadingId::question);
  for (const std::string& text : options.settle)
    set_settle(text, scenario.given.settle);
  if (options.seed != 0) scenario.given.seed = options.seed;
  scenario.steps = {{AdvanceStep{}, {}}};
}

std::optional<Scenario> serve_beginning(const ServeOptions& options) {
  auto scenario = read_given(options);
  if (scenario) set_options(options, *scenario);
  return scenario;
}

std::optional<std::vector<Credential>> serve_credentials(const ServeOptions& options,
                                                         const Given& given) {
  if (options.credentials.empty()) return usual_credentials(given);
  return read_credentials(options.credentials);
}

Result<void> check_files_apart(const ServeOptions& options) {
  struct Named {
    std::string_view option;
    std::string file;
    bool is_written;
  };
  const std::array<Named, 5> all{
      Named{"--given", options.given, false}, Named{"--credentials", options.credentials, false},
      Named{"--state", options.state, true}, Named{"--record", options.record, true},
      Named{"--log", options.log == "-" ? std::string() : options.log, true}};
  const auto place = [](const std::string& file) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(file, ignored);
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Named& one = all[i];
      const Named& other = all[j];
      if (one.file.empty() || other.file.empty() || !(one.is_written || other.is_written)) continue;
      if (place(one.file) != place(other.file)) continue;
      return problem("SRV003",
                     fmt::format("{} and {} name the same file, `{}`", other.option, one.option,
                                 printable(one.file)),
                     "it would be written over: name another one");
    }
  }
  return {};
}

bool has_same_things(const Given& one, const Given& other) {
  const auto things = [](Given given) {
    given.clock = Given{}.clock;
    given.seed = Given{}.seed;
    given.settle = {};
    Scenario scenario;
    scenario.given = std::move(given);
    return write_json(scenario);
  };
  return things(one) == things(other);
}

std::optional<std::string> option_that_differs(const ServeOptions& options,
                                               const Scenario& present) {
  Scenario asked = present;
  set_options(options, asked);
  if (asked.editions.front() != present.editions.front()) return "--edition";
  if (choice_of(asked.readings) != choice_of(present.readings)) return "--interpretation";
  if (asked.given.settle != present.given.settle) return "--settle";
  if (asked.given.seed != present.given.seed) return "--seed";
  return std::nullopt;
}

}  // namespace imgfam
