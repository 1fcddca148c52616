// What `imgfam serve` begins with: a scenario of which only the `given` counts, and who may call.
#pragma once

#include "serve.hpp"

#include <imgfam/model/result.hpp>
#include <imgfam/scenario/credentials.hpp>
#include <imgfam/scenario/scenario.hpp>

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// What the options and the file of a given say. Nothing when that cannot be read; why is told to
/// standard error.
std::optional<Scenario> serve_beginning(const ServeOptions& options);

/// Who may call: as the file of credentials says, or one for every account of the given. Nothing,
/// as above.
std::optional<std::vector<Credential>> serve_credentials(const ServeOptions& options,
                                                         const Given& given);

/// Sets what the options say over what the scenario does, and leaves the rest.
void set_options(const ServeOptions& options, Scenario& scenario);

/// No file that is written is one that another option names. ERRORS: SRV003.
Result<void> check_files_apart(const ServeOptions& options);

/// Whether both have the same things in them, whatever the time.
bool has_same_things(const Given& one, const Given& other);

/// Which of the options that were given says another thing than the world that goes on; nothing
/// where all agree.
std::optional<std::string> option_that_differs(const ServeOptions& options,
                                               const Scenario& present);

}  // namespace imgfam
