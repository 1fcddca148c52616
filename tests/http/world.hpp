// A small world, as scenarios give one, and an emulator of it.
#pragma once

#include <imgfam/http/emulator.hpp>

#include <string>
#include <string_view>

namespace imgfam {

inline constexpr AccountId alice{1000000000000001};
inline constexpr AccountId bob{2000000000000002};

/// Images m-1 (older) and m-2 of the family web, of alice; m-2 shared with bob; an instance i-1 of
/// m-1. Creations take what `settle` says.
Scenario small_beginning(std::string_view settle = "0s");

/// alice signs with the access key `key`, bob with `key2`; the secret is `secret`.
EmulatorOptions small_options(bool is_clock_real = false);

/// The status and, of an error, its code: `403 ImageUseShared`.
std::string brief(const HttpResponse& response);
/// The text at a place of the answer's JSON, as `Images.Image.0.Status`.
std::string at(const HttpResponse& response, std::string_view place);

}  // namespace imgfam
