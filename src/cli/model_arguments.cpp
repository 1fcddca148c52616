#include "model_arguments.hpp"

#include "options.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace imgfam {

void add_model_arguments(CLI::App& command, ModelArguments& arguments, unsigned images,
                         std::string_view edition_verb) {
  command
      .add_option("--images,-n", arguments.images,
                  fmt::format("Places for images, {} if not given", images))
      ->check(is_count(4096))
      ->option_text("N");
  command.add_option("--accounts,-m", arguments.accounts, "Accounts to share with, 1 if not given")
      ->check(is_count(64))
      ->option_text("N");
  command.add_option("--instances,-k", arguments.instances, "Places for instances, 1 if not given")
      ->check(is_count(4096))
      ->option_text("N");
  command
      .add_option("--with", arguments.with,
                  "More that images can be: uefi-preferred, nvme, creating, second-family; may be "
                  "repeated")
      ->check(is_one_of("something to explore",
                        {"uefi-preferred", "nvme", "creating", "second-family"}))
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->option_text("WHAT");
  command
      .add_option("--images-per-family", arguments.images_per_family,
                  "The quota of images in one family, 100 if not given")
      ->check(is_count(10'000))
      ->option_text("N");
  command
      .add_option("--edition", arguments.edition,
                  fmt::format("{} this edition: 2020, 2023 or 2026 (the default)", edition_verb))
      ->check(is_edition())
      ->option_text("EDITION");
  command
      .add_option("--interpretation", arguments.readings,
                  "A reading of an open question, as repeat-status=accept; may be repeated")
      ->check(is_reading())
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->option_text("QUESTION=READING");
}

ModelOptions model_options(const ModelArguments& arguments, unsigned images) {
  const auto has = [&](std::string_view name) {
    return std::find(arguments.with.begin(), arguments.with.end(), name) != arguments.with.end();
  };
  ModelOptions model;
  if (!arguments.edition.empty()) model.edition = *parse_edition(arguments.edition);
  for (const ReadingId reading : readings_named(arguments.readings))
    model.interpretation.choose(reading);
  model.images = arguments.images.value_or(images);
  model.accounts = arguments.accounts.value_or(model.accounts);
  model.instances = arguments.instances.value_or(model.instances);
  model.uefi_preferred = has("uefi-preferred");
  model.nvme = has("nvme");
  model.creating = has("creating");
  model.second_family = has("second-family");
  model.images_per_family = arguments.images_per_family.value_or(model.images_per_family);
  return model;
}

}  // namespace imgfam
