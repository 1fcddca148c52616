// ModelClaim: a claim about the states of one FamilyModel, with names looked up once.
//
// An instance whose image is deleted is of no image here, since the model forgets which one it was.
#pragma once

#include <imgfam/explore/claim.hpp>
#include <imgfam/explore/family_model.hpp>

#include <optional>
#include <vector>

namespace imgfam {

/// A check with places instead of names.
struct ModelCheck {
  enum class Subject : std::uint8_t { Family, Image, Instance };
  Subject subject{};
  std::size_t place = 0;  ///< Of the family, image or instance.
  // Family.
  bool resolves = false;          ///< To something; else to nothing.
  std::optional<std::size_t> to;  ///< To this image alone.
  // Image.
  std::optional<bool> exists;  ///< Of an instance too.
  std::optional<Status> status;
  std::optional<std::uint16_t> family;
  std::optional<std::uint64_t> shared_with;
  std::optional<bool> in_use;
  std::optional<BootMode> boot_mode;
  // Instance.
  std::optional<std::size_t> image;
};

class ModelClaim {
 public:
  /// ERRORS: EXP002 a name that the model does not have, EXP003 something that no model has: names,
  /// texts, other accounts' view, other regions, `done`; CLM003 of spell_out.
  static Result<ModelClaim> bind(const Claim& claim, const FamilyModel& model, bool for_all);

  /// What the check of a leaf comes to.
  static bool holds(const ModelCheck& check, const FamilyModel& model, const FamilyState& state);
  bool holds(const FamilyModel& model, const FamilyState& state) const;

  const Claim& claim() const { return claim_; }
  const std::vector<ModelCheck>& leaves() const { return leaves_; }

 private:
  explicit ModelClaim(Claim claim) : claim_(std::move(claim)) {}

  Claim claim_;
  std::vector<ModelCheck> leaves_;
};

}  // namespace imgfam
