// What CreateImage, ImportImage and CopyImage have in common.
#pragma once

#include "reference/ask.hpp"

#include <optional>
#include <string>
#include <vector>

namespace imgfam::reference {

/// The name that the new image is to get, judged for CreateImage and ImportImage; empty when none
/// is given.
std::string new_name(const Model& model, Ask& ask, const std::string& region);

/// Description, judged likewise.
std::string new_description(const Model& model, Ask& ask);

/// BootMode, if given and one of `legal`; else `rule` is broken.
std::optional<BootMode> new_boot_mode(const Model& model, Ask& ask,
                                      const std::vector<BootMode>& legal, RuleId rule);

Architecture new_architecture(Ask& ask);

/// CreateImage compares the keys of tags with case, ImportImage without.
void judge_tag_keys(Ask& ask, const std::vector<Tag>& tags);

/// An image of the caller with the id that was chosen, its name if it has none, and the snapshot
/// that was chosen.
Image new_image(const Model& model, const Ask& ask, const std::string& region,
                const std::string& name);

/// Adds a new image whose creation takes a while, or no time.
void add_unfinished(Model& model, Image image, Duration takes, bool is_waiting);

}  // namespace imgfam::reference
