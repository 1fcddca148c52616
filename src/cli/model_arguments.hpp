// The arguments that say how large a model is and what it follows, for all commands that make one.
#pragma once

#include <imgfam/explore/family_model.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): of the library
class App;
}  // namespace CLI

namespace imgfam {

struct ModelArguments {
  std::optional<unsigned> images, accounts, instances;
  std::vector<std::string> with;
  std::optional<unsigned> images_per_family;
  std::string edition;
  std::vector<std::string> readings;
};

/// `images` is how many there are if not given; `edition_verb` begins the help of --edition, as
/// "Explore under".
void add_model_arguments(CLI::App& command, ModelArguments& arguments, unsigned images,
                         std::string_view edition_verb);

/// The options of a blank model. What is not given is `images`, or as ModelOptions has it.
ModelOptions model_options(const ModelArguments& arguments, unsigned images);

}  // namespace imgfam
