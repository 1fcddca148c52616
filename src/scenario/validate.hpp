// Checks a tree against the description of the format (format.hpp).
#pragma once

#include <imgfam/scenario/format.hpp>

#include "problems.hpp"

namespace imgfam {

/// Adds to `problems` all that is wrong with the node as a value of the type. When nothing is,
/// every node in it is of the kind that the type says, with text that its reader takes.
void validate(Node node, const Type& type, Problems& problems);

/// The alternative whose key the mapping has; null when it has none.
const Alternative* find_alternative(Node mapping, const Type& type);

}  // namespace imgfam
