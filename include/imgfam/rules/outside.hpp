// What the documents list and the model leaves out, said openly: errors that it can never answer,
// with the reason.
#pragma once

#include <imgfam/rules/edition.hpp>

#include <span>
#include <string_view>

namespace imgfam {

struct OutsideModel {
  std::string_view operation;
  std::string_view code;
  std::string_view because;
  EditionSet editions = in_all;
};

/// Documented errors of the modelled operations that the model cannot earn, since it does not have
/// their subject.
std::span<const OutsideModel> outside_model();

}  // namespace imgfam
