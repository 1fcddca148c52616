// Checks of arguments that several commands share.
#pragma once

#include <imgfam/rules/interpretation.hpp>

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// Accepts the name of an edition.
CLI::Validator is_edition();

/// Accepts one of the names. `what` is what they name, with its article: `a format`.
CLI::Validator is_one_of(std::string_view what, const std::vector<std::string_view>& names);

/// Accepts any text but an empty one.
CLI::Validator is_not_empty(std::string_view what);

/// Accepts a whole number from `least` to `most`.
CLI::Validator is_count(unsigned most, unsigned least = 0);

/// Accepts the id of an account.
CLI::Validator is_account();

/// Accepts a time, as 2026-01-10T00:00:00Z.
CLI::Validator is_time();

/// Accepts `question=reading`.
CLI::Validator is_reading();

/// The readings named, each checked by is_reading before; of one question the last.
std::vector<ReadingId> readings_named(const std::vector<std::string>& texts);

/// Whether the part stands in the text, in upper or lower case: what --filter means.
bool holds_text(std::string_view text, std::string_view part);

}  // namespace imgfam
