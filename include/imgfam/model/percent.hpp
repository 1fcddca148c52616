// Percent escapes, as RFC 3986 has them and as the API's signatures count on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace imgfam {

/// Everything but letters, digits, `-`, `_`, `.` and `~` as `%XX`, in upper case.
std::string percent_encoded(std::string_view text);
void append_percent_encoded(std::string& out, std::string_view text);

/// Undoes escapes, and `+` for a blank. Nothing when an escape is broken.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace imgfam
