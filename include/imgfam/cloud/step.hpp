// Step: one thing that happens to a cloud, and what must come of it: a request, a check, time that
// passes, an act of the platform. Scenarios are made of these, and so are the pipelines that are
// interleaved; both take them by the one function here, so that they agree on what goes as
// expected.
#pragma once

#include <imgfam/cloud/check.hpp>
#include <imgfam/cloud/trace.hpp>
#include <imgfam/model/outcome.hpp>
#include <imgfam/model/request.hpp>
#include <imgfam/model/sim_time.hpp>

#include <boost/json/value.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace imgfam {

/// A value of the response: where, and what. Null means that nothing stands there; a number or a
/// boolean is also met by the text that spells it.
struct ExpectedValue {
  std::string place;  ///< A JSON pointer, `/Images/Image/0/ImageId`, or the same with dots.
  boost::json::value value;

  bool operator==(const ExpectedValue&) const = default;
};

/// What must come of a request. Nothing said about an error means that it succeeds.
struct Expect {
  std::string error;          ///< The code; empty: not looked at.
  int status = 0;             ///< 0: not looked at.
  std::vector<RuleId> rules;  ///< Each must be broken; others may be.
  std::vector<ExpectedValue> response;
  std::optional<std::vector<std::string>>
      ignored;                    ///< All parameters that the edition does not have.
  std::optional<bool> unchanged;  ///< Whether the cloud is the same afterwards.

  bool is_refusal() const { return !error.empty() || !rules.empty() || status >= 400; }

  bool operator==(const Expect&) const = default;
};

/// A name for a value of the response. Later steps write `${name}` for it.
struct Binding {
  std::string name;
  std::string place;  ///< As in ExpectedValue.

  bool operator==(const Binding&) const = default;
};

struct RequestStep {
  Request request;  ///< Ready to be sent, but for `${…}` in its values.
  Expect expect;
  std::vector<Binding> bind;

  bool operator==(const RequestStep&) const = default;
};

struct AdvanceStep {
  Duration by;

  bool operator==(const AdvanceStep&) const = default;
};

/// What the provider does to an image by itself.
enum class PlatformEvent : std::uint8_t { Begin, Finish, Fail, Disable };
template <>
inline constexpr std::array<std::string_view, 4> spelling<PlatformEvent>{"begin", "finish", "fail",
                                                                         "disable"};

struct PlatformStep {
  PlatformEvent event{};
  std::string image;
  Expect expect;

  bool operator==(const PlatformStep&) const = default;
};

using StepAction =
    std::variant<RequestStep, FamilyCheck, ImageCheck, InstanceCheck, AdvanceStep, PlatformStep>;

/// What names are bound to.
using Names = std::map<std::string, std::string, std::less<>>;

/// What taking a step came to.
struct StepTaken {
  std::vector<Mismatch> mismatches;  ///< Empty: all went as expected.
  std::optional<Request> filled;     ///< The request as sent, where a `${…}` was filled in.
  std::optional<Outcome> outcome;    ///< Of a request that was sent, or of the platform.
};

/// Takes a step: changes the cloud as it says, judges what comes of it, binds names. A step with a
/// `${…}` that nothing is bound to changes nothing and is not as expected.
StepTaken take(const StepAction& step, Cloud& cloud, Names& names, Trace* trace = nullptr);

/// Calls `visit` for every text of the step that may hold a `${…}`, to change it.
void for_each_text(StepAction& step, const std::function<void(std::string&)>& visit);
void for_each_text(Check& check, const std::function<void(std::string&)>& visit);

/// Puts the values in for every `${name}`; answers the first name that nothing is bound to, and
/// leaves the text as it is from there on.
std::optional<std::string> fill(std::string& text, const Names& names);

/// The names in `${…}`, in their order.
std::vector<std::string> names_in(std::string_view text);

/// The value at a JSON pointer (`/Images/Image/0`) or the same with dots; nullptr when nothing
/// stands there.
const boost::json::value* value_at(const boost::json::object& document, std::string_view place);

}  // namespace imgfam
