// What `imgfam serve` begins with: a scenario of which only the `given` counts, and who may call.
#pragma once

#include "serve.hpp"

#include <imgfam/scenario/credentials.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <optional>

namespace imgfam {

struct Beginning {
  Scenario scenario;
  std::vector<Credential> credentials;
};

/// What the options and the files that they name say. Nothing when that cannot be read; why is told
/// to standard error.
std::optional<Beginning> serve_beginning(const ServeOptions& options);

}  // namespace imgfam
