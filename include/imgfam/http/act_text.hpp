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

ActText text_of(const Act& act);
/// ERRORS: STA005.
Result<Act> act_of(SimTime at, const ActText& text);

}  // namespace imgfam
