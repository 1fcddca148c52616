// How long creations take, as an option says it.
#pragma once

#include <imgfam/cloud/settings.hpp>

#include <string>

namespace imgfam {

/// Sets what the text says: `90s`, or `copy=5m` of copies alone (create, copy, import). Answers
/// what is wrong with it, or nothing.
std::string set_settle(const std::string& text, Settle& settle);

}  // namespace imgfam
