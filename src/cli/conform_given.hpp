// What an endpoint has at first, where nobody sets it up: a scenario's `given`, at the time on the
// wall.
#pragma once

#include "conform.hpp"

#include <imgfam/oracle/conform.hpp>
#include <imgfam/scenario/credentials.hpp>

#include <vector>

namespace imgfam {

SimTime wall_time();

/// How to judge by --given. No beginning: it cannot be read, or --given is missing; why is told to
/// standard error.
ConformOptions judging_from(const ConformCommandOptions& options,
                            const std::vector<Credential>& credentials);

}  // namespace imgfam
