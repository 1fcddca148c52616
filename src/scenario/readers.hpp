// The two readers: text in, trees out, one for every scenario. They differ only in what they read.
#pragma once

#include "source.hpp"
#include "tree_builder.hpp"

namespace imgfam {

/// Each reads the whole text of `source` and gives every scenario's tree to `sink` as soon as it is
/// complete, so that memory does not grow with the number of scenarios. Nothing is answered when
/// all was read or the sink wanted no more. A diagnostic ends the reading; the trees given before
/// it are good as far as they go.
std::optional<Diagnostic> read_yaml(Source& source, const ReadLimits& limits, TreeSink sink);
std::optional<Diagnostic> read_json(Source& source, const ReadLimits& limits, TreeSink sink);
/// One JSON value after another, with or without line breaks between them; of a value that is a
/// list, each of its items is a tree.
std::optional<Diagnostic> read_json_values(Source& source, const ReadLimits& limits, TreeSink sink);
/// One JSON value a line; blank lines are skipped. A line that cannot be read is a diagnostic of
/// its own, and does not end the reading unless `wrong` answers false.
void read_json_lines(Source& source, const ReadLimits& limits, TreeSink sink,
                     const std::function<bool(Diagnostic)>& wrong);

}  // namespace imgfam
