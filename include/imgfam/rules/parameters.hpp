// The parameters of every operation, by edition. A request's parameter that the edition does not
// have is ignored; one that is documented but not modelled is ignored too, and a trace says that it
// was not evaluated.
#pragma once

#include <imgfam/rules/edition.hpp>

#include <span>
#include <string_view>

namespace imgfam {

struct ParameterSpec {
  std::string_view name;  ///< `N` stands for a number from 1: `AddAccount.N`, `Tag.N.Key`.
  EditionSet editions = in_all;
  bool is_modelled = true;
  /// Where the dot before that `N` stands; npos without one. The `N` of `Features.NvmeSupport` is a
  /// letter.
  std::size_t numbered_at = name.ends_with(".N") ? name.size() - 2 : name.find(".N.");
};

struct OperationSpec {
  std::string_view action;
  std::span<const ParameterSpec> parameters;
};

/// Every operation that the model has, in alphabetical order.
std::span<const OperationSpec> operations();

/// The operation of that name; nothing when the model has none.
const OperationSpec* find_operation(std::string_view action);

/// How an edition takes a parameter of an operation.
enum class ParameterUse : unsigned char {
  Modelled,      ///< Read by the operation.
  NotModelled,   ///< Documented, but the model does not evaluate it.
  OtherEdition,  ///< Documented in another edition; ignored.
  Unknown,       ///< Of no document that the model knows; ignored.
};
ParameterUse use_of(const OperationSpec& operation, std::string_view parameter, Edition edition);

}  // namespace imgfam
