// What `imgfam serve` begins with: a scenario of which only the `given` counts, and who may call.
#pragma once

#include "serve.hpp"

#include <imgfam/scenario/credentials.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <optional>
#include <string>

namespace imgfam {

struct Beginning {
  Scenario scenario;
  std::vector<Credential> credentials;
};

/// What the options and the files that they name say. Nothing when that cannot be read; why is told
/// to standard error.
std::optional<Beginning> serve_beginning(const ServeOptions& options);

/// Which of the options that were given says another thing than the world that goes on; nothing
/// where all agree.
std::optional<std::string> setting_that_differs(const ServeOptions& options, const Scenario& asked,
                                                const Scenario& present);

}  // namespace imgfam
