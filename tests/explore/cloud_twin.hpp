// A cloud that is sent what a FamilyModel is asked, and what that cloud is in the model's words.
#pragma once

#include <imgfam/explore/family_model.hpp>

namespace imgfam {

class CloudTwin {
 public:
  explicit CloudTwin(const FamilyModel& model)
      : model_(&model), cloud_(model.cloud()), names_(model.reference_names()) {}

  /// Sends the request; the rules broken, none when it was accepted.
  RuleSet send(const FamilyState& state, const ModelRequest& request);

  /// What the cloud is now.
  FamilyState state() const;

  const Cloud& cloud() const { return cloud_; }

 private:
  const FamilyModel* model_;
  Cloud cloud_;
  FamilyModel::Names names_;
};

}  // namespace imgfam
