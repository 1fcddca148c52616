// Ask: a request on its way to its answer, with the rules found broken so far, and what nearly
// every operation asks first: the region, the image, a flag, a page.
#pragma once

#include "reference/model.hpp"
#include "reference/parameters.hpp"
#include "reference/words.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace imgfam::reference {

/// The rules that a request breaks, leaving out those that the edition does not have.
class Broken {
 public:
  explicit Broken(Edition edition) : edition_(edition) {}

  void add(RuleId id) {
    if (rule(id).editions.has(edition_)) rules_.insert(id);
  }
  void add(const Broken& others) { rules_.insert(others.rules_.begin(), others.rules_.end()); }
  void unless(bool holds, RuleId id) {
    if (!holds) add(id);
  }
  bool any() const { return !rules_.empty(); }
  const std::set<RuleId>& rules() const { return rules_; }

 private:
  Edition edition_;
  std::set<RuleId> rules_;
};

struct Ask {
  std::string action;
  AccountId caller;
  Parameters given;
  Chosen chosen;
  Broken broken;
  bool is_dry_run = false;
};

inline Wording wording_of(const Model& model) {
  return {model.settings.edition, model.settings.interpretation};
}

/// The refusal that broken rules come to; the reading of `check-order` says which one names the
/// code.
Outcome refusal(const Model& model, const Ask& ask, const Broken& broken);

/// Why a request ends here, if it does: a rule is broken, or it was only a dry run.
std::optional<Outcome> stopped(const Model& model, const Ask& ask);

inline Outcome success(boost::json::object document = {}) { return Response{std::move(document)}; }

// What follows adds the rules that it finds broken to `ask.broken`.

/// A Boolean: what it says, or nothing when it is left out or neither true nor false.
std::optional<bool> flag(Ask& ask, const std::string& name);

/// RegionId, judged. Nothing is found in a region that is left out or does not exist.
std::string region(Ask& ask);

/// The caller's own image that ImageId names in that region, or nullptr.
Image* own_image(Model& model, Ask& ask, const std::string& region);

/// The caller's instance that InstanceId names, or nullptr.
Instance* own_instance(Model& model, Ask& ask);

/// Tag.N.Key and Tag.N.Value.
std::vector<Tag> tags(Ask& ask);

/// The values in Features, whether sent as JSON or flattened; empty when left out.
struct Features {
  std::string nvme;
  std::string imds;

  bool has_any_legal() const {
    return nvme == "supported" || nvme == "unsupported" || imds == "v1" || imds == "v2";
  }
};
Features features(const Model& model, const Ask& ask, Broken& broken);

struct Page {
  std::int64_t number = 1;
  std::int64_t size = 10;
};
Page page(Ask& ask);

}  // namespace imgfam::reference
