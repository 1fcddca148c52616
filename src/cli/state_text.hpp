// The text form of a state: JSON Lines, the beginning first, then an act a line.
//
//     {"imgfam-state":1,"beginning":{"scenario":…}}
//     {"at":"2026-01-10T00:00:00Z","request":"Action=…","account":"1000000000000001"}
//     {"at":"2026-01-10T00:01:00Z","finish":"m-1"}
#pragma once

#include <imgfam/http/state_file.hpp>

#include <string>

namespace imgfam {

inline constexpr std::size_t state_text_bytes_max = std::size_t{1} << 30U;

/// ERRORS: STA005.
Result<std::string> state_as_text(StateFile& state);

/// Makes a new state file; answers how many acts it has. Where something is wrong there is no file.
/// ERRORS: STA001, STA007, STA011 no such text, CLD001 to CLD010.
Result<std::size_t> state_from_text(const std::string& text, const std::string& shown,
                                    const std::string& file);

}  // namespace imgfam
