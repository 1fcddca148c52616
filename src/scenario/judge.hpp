// Whether what came is what was expected, and what to show of it.
#pragma once

#include <imgfam/scenario/replay.hpp>

#include <boost/json/value.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// The value at a JSON pointer (`/Images/Image/0`) or the same with dots; nullptr when nothing
/// stands there.
const boost::json::value* value_at(const boost::json::object& document, std::string_view place);

/// A scalar as plain text, without quotes; a structure as JSON.
std::string text_of(const boost::json::value& value);

/// Compares an outcome with what was expected of it. `fill` puts bound values into expected texts.
void judge_outcome(const Expect& expect, const Outcome& outcome, std::vector<Mismatch>& mismatches,
                   const std::function<std::string(std::string)>& fill);
void judge_unchanged(bool expected, bool is_unchanged, std::vector<Mismatch>& mismatches);
void judge_ignored(std::vector<std::string> expected, const Trace& trace,
                   std::vector<Mismatch>& mismatches);

/// A family as somebody looks at it.
struct FamilyPlace {
  AccountId account;
  std::string region;
  std::string family;

  bool operator==(const FamilyPlace&) const = default;
};

/// The families that a step names, or that the image it names is in.
std::vector<FamilyPlace> families_touched(const ScenarioStep& step, const Cloud& cloud);

/// `web in cn-hangzhou resolves to m-2; not m-1 (older: …)`
std::string show_family(const Cloud& cloud, const FamilyPlace& place);

}  // namespace imgfam
