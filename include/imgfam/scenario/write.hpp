// Writes a scenario as YAML or JSON: what imgfam finds (a failing sequence, the shortest path to a
// state) becomes a file that people read, change and replay.
#pragma once

#include <imgfam/scenario/scenario.hpp>

#include <string>
#include <string_view>

namespace imgfam {

/// The text; where it has more bytes, its beginning and `…`, cut between characters. A name or a
/// `why` that is made of what users wrote may be longer than the format allows.
/// REQUIRES: so many bytes have room for the `…`.
std::string shortened(std::string_view text, std::size_t bytes_max);

/// A text that reads back as an equal scenario. What is the default is left out; the order is
/// fixed, so equal scenarios have equal texts. REQUIRES: the scenario could have been read from a
/// text.
std::string write_yaml(const Scenario& scenario);

/// One scenario as it is, several as a list.
std::string write_yaml(const std::vector<Scenario>& scenarios);

/// The same in JSON, on one line without its end.
std::string write_json(const Scenario& scenario);

}  // namespace imgfam
