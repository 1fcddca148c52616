// Branching: what a request comes to under every interpretation of some boxes, with no more runs of
// the model than there are different ways through it.
//
// The model is run under one interpretation, and tells which questions it asked. All
// interpretations that agree with this one on those questions have the same run; the others are
// left over, and one of them is taken next.
#pragma once

#include "box.hpp"

#include <imgfam/cloud/cloud.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace imgfam {

using SharedCloud = std::shared_ptr<const Cloud>;
using IdNames = std::map<std::string, std::string>;

/// One way through the model.
struct Leaf {
  std::vector<Box> boxes;  ///< The interpretations that take it.
  QuestionSet asked = 0;   ///< All of these boxes have one reading of each that was asked.
  Outcome outcome;
  Trace trace;
  SharedCloud after;  ///< The cloud that was given where nothing has changed.
};

/// Of one request: far more than any has been seen to have.
inline constexpr std::size_t leaves_max = 16'384;

/// Every way through the model for a request, in a fixed order. Ids that the model draws are named
/// as `names` says. Nothing when there are more than `most`. REQUIRES: the cloud has the
/// default interpretation and no names to come; so have those of the leaves.
std::optional<std::vector<Leaf>> branch(const SharedCloud& cloud, std::vector<Box> boxes,
                                        const Request& request, const IdNames& names,
                                        std::size_t most = leaves_max);

}  // namespace imgfam
