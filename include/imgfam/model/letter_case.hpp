// Upper and lower case of ASCII letters: neither the locale nor other alphabets have a say.
#pragma once

#include <string>
#include <string_view>

namespace imgfam {

constexpr char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lower_case(std::string_view text);

/// Equal but for upper and lower case.
bool equal_in_any_case(std::string_view a, std::string_view b);

}  // namespace imgfam
