// Comparing an observed answer with a predicted one.
//
// What the implementation chooses for itself is taken over where it is first shown: ids, snapshots,
// and CreationTimes within a tolerance. All else that the model predicts must be there, with the
// same value and the same JSON type. Not compared: RequestId (it must be some text), messages, the
// order of lists, fields that the model does not predict, and those that no request determines.
#pragma once

#include <imgfam/cloud/cloud.hpp>
#include <imgfam/oracle/verdict.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace imgfam {

/// When something was done: between a request and its answer.
struct TimeSpan {
  SimTime first;
  SimTime last;
};

/// What of the state no answer has shown yet, so that the model's own values stand for it.
struct Unseen {
  Duration tolerance;
  Duration slowest{};                                  ///< That an answer took.
  std::set<std::string, std::less<>> ids;              ///< Of images and instances.
  std::map<std::string, TimeSpan, std::less<>> times;  ///< When images were made.
  std::set<std::string, std::less<>> made;             ///< Images made since, by their ids.
  std::set<std::string, std::less<>> snapshots_seen;   ///< All others are the model's own.
};

/// Values of the implementation, to be taken over in the place of the model's.
struct Adoption {
  std::map<std::string, std::string> ids;        ///< By the model's.
  std::map<std::string, SimTime> times;          ///< By image, as the model names it.
  std::map<std::string, std::string> snapshots;  ///< The same.

  bool is_empty() const { return ids.empty() && times.empty() && snapshots.empty(); }
};

struct Comparison {
  std::vector<std::string> differences;  ///< Empty: it conforms, once what is adopted is.
  Adoption adoption;
};

struct Prediction {
  const Outcome& outcome;
  const std::vector<std::string>& drawn;  ///< Ids that the model has made up for this answer.
  /// Of a list that is shown by pages, all of its elements: which of them stand on which page is
  /// not documented.
  std::optional<boost::json::array> all_elements;
};

/// REQUIRES: the observation is not lost.
Comparison compare(const Prediction& predicted, const Observation& observed, const Unseen& unseen);

/// Whether the answer is a success.
inline bool is_success(const Observation& o) { return o.status >= 200 && o.status < 300; }

/// The list that a document shows by pages; nullptr when it shows none.
const boost::json::array* list_of(const boost::json::object& document);
/// The same, but only where the document shows not all of it.
const boost::json::array* cut_list(const boost::json::object& document);

}  // namespace imgfam
