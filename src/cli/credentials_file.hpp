// Credentials from a file: who may call the emulator, or is used to call another implementation.
#pragma once

#include <imgfam/scenario/credentials.hpp>

#include <optional>
#include <string>
#include <vector>

namespace imgfam {

/// Those of the file, `-` for standard input. Nothing when they cannot be read; why is told to
/// standard error.
std::optional<std::vector<Credential>> read_credentials(const std::string& file);

}  // namespace imgfam
