// Acts as the fields of a row, for files.
#pragma once

#include <imgfam/http/world.hpp>
#include <imgfam/model/result.hpp>

#include <string>

namespace imgfam {

struct ActText {
  std::string kind;     ///< `request`, `time`, `account`, or what intervened: `finish`.
  AccountId account;    ///< Who called, or joins.
  std::string content;  ///< The request's query, or the image.
};

/// Of a request: more than any that the gateway lets through has, with each byte as `%XX`.
inline constexpr std::size_t act_bytes_max = std::size_t{2} * 1024 * 1024;

ActText text_of(const Act& act);
/// Of every text that text_of makes of what the gateway lets through, the act again. ERRORS:
/// STA005.
Result<Act> act_of(SimTime at, const ActText& text);

}  // namespace imgfam
