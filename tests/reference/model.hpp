// The reference model: what a Cloud must answer, written a second time.
//
// It is slow and plain on purpose: images and instances in maps, one function for each operation
// that says what a reader of the documents would say (operations.hpp), a loop over everything where
// the product has an index, and `if` where the product has a state machine. It shares with the
// product only plain values (Request, Outcome, Image, Settings) and the catalogue's texts: a rule's
// kind, its editions and the error that breaking it earns. When a rule is broken is judged here
// anew.
//
// What only an implementation can choose, the ids of new things, is told to the model (Chosen).
// twins.hpp runs both side by side; exhaustive_test.cpp and random_test.cpp feed them.
// Never linked into the product.
#pragma once

#include <imgfam/cloud/settings.hpp>
#include <imgfam/model/image.hpp>
#include <imgfam/model/outcome.hpp>
#include <imgfam/model/request.hpp>

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace imgfam::reference {

/// The creation of an image that is still Creating or Waiting.
struct Unfinished {
  std::string image;
  SimTime begun;  ///< Says nothing while it waits.
  Duration takes;
  bool is_waiting = false;
};

/// What an implementation chose freely when it answered.
struct Chosen {
  std::vector<std::string> ids;  ///< Of the new image or instances, in their order.
  std::string snapshot;          ///< Of the new image, where it got a snapshot of its own.
};

/// The answer that a ClientToken stands for.
struct TokenUse {
  std::map<std::string, std::string> parameters;
  Outcome answer;
};

struct Model {
  Settings settings;  ///< Its clock is the present moment.
  std::map<std::string, Image> images;
  std::map<std::string, Instance> instances;
  std::set<AccountId> accounts;
  std::vector<Unfinished> unfinished;  ///< In the order of the requests.
  std::uint64_t next_serial = 1;
  std::map<std::tuple<AccountId, std::string, std::string>, TokenUse>
      tokens;  ///< By caller, Action, token.
  /// Snapshots that deleted images left behind: owner, region, id.
  std::set<std::tuple<AccountId, std::string, std::string>> left_snapshots;

  /// Answers a request. A Response holds only the fields that the model knows.
  Outcome handle(const Request& request, const Chosen& chosen = {});

  /// Moves the clock on; creations finish on their way, each at its moment.
  void advance(Duration by);

  // What the platform does to an image by itself; false when it cannot be done.
  bool begin(const std::string& image);
  bool finish(const std::string& image);
  bool fail(const std::string& image);
  bool disable(const std::string& image);

  /// True when the interpretation takes the reading.
  bool reads(ReadingId id) const { return settings.interpretation.follows(id); }
  bool is_since(Edition edition) const { return settings.edition >= edition; }
};

}  // namespace imgfam::reference
