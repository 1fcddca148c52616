// The model and the cloud, side by side: for every state that a small model can come to and every
// request in it, the same rules broken and the same next state.
#include "explore/model_walk.hpp"
#include "support/catch.hpp"

namespace imgfam {
namespace {

FamilyModel blank(const ModelOptions& options) {
  auto model = FamilyModel::blank(options);
  REQUIRE(model.has_value());
  return *model;
}

ModelOptions sized(std::uint32_t images, std::uint32_t accounts, std::uint32_t instances) {
  ModelOptions options;
  options.images = images;
  options.accounts = accounts;
  options.instances = instances;
  return options;
}

}  // namespace

TEST_CASE("model and cloud agree in every state of small models in all editions", "[explore]") {
  for (const Edition edition : {Edition::E2020, Edition::E2023, Edition::E2026}) {
    for (auto [n, m, k] :
         {std::tuple{1U, 3U, 1U}, {2U, 1U, 1U}, {2U, 0U, 2U}, {2U, 2U, 2U}, {3U, 1U, 1U}}) {
      ModelOptions options = sized(n, m, k);
      options.edition = edition;
      const Walked walked = walk(blank(options));
      CHECK(walked.states > 10);
      CHECK(walked.transitions > walked.states);
      CHECK(walked.refusals > walked.states);
    }
  }
}

TEST_CASE("model and cloud agree under every reading of every question", "[explore]") {
  for (std::size_t q = 0; q < questions.size(); ++q) {
    for (std::size_t r = 1; r < questions[q].readings_count(); ++r) {
      ModelOptions options = sized(2, 1, 1);
      const ReadingId reading{static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(r)};
      options.interpretation.choose(reading);
      INFO(questions[q].id << "=" << questions[q].readings[r].id);
      CHECK(walk(blank(options)).states > 20);
    }
  }
}

TEST_CASE("model and cloud agree in every dimension", "[explore]") {
  const auto with = [](auto change) {
    ModelOptions options = sized(2, 1, 1);
    change(options);
    return walk(blank(options)).states;
  };
  CHECK(with([](ModelOptions& o) { o.uefi_preferred = true; }) > 100);
  CHECK(with([](ModelOptions& o) { o.nvme = true; }) > 100);
  CHECK(with([](ModelOptions& o) { o.creating = true; }) > 100);
  CHECK(with([](ModelOptions& o) { o.second_family = true; }) > 100);
  CHECK(with([](ModelOptions& o) {
          o.second_family = true;
          o.images_per_family = 1;
        }) > 100);
  for (const Edition edition : {Edition::E2020, Edition::E2023}) {
    CHECK(with([&](ModelOptions& o) {
            o.edition = edition;
            o.uefi_preferred = o.nvme = true;
            o.interpretation.choose("no-attribute=refuse"_reading);
          }) > 50);
  }
}

}  // namespace imgfam
