// Checks of arguments that several commands share.
#pragma once

#include <imgfam/rules/edition.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace imgfam {

/// Accepts the name of an edition.
inline CLI::Validator is_edition() {
  return CLI::Validator(
      [](std::string& text) { return parse_edition(text) ? std::string() : "`" + text + "` is no edition: 2020, 2023 or 2026"; }, "EDITION");
}

/// Accepts `question=reading`.
inline CLI::Validator is_reading() {
  return CLI::Validator(
      [](std::string& text) {
        const auto equals = text.find('=');
        if (equals == std::string::npos) return "`" + text + "` is no reading: write question=reading, as repeat-status=accept";
        const auto id = parse_reading(text.substr(0, equals), text.substr(equals + 1));
        return id ? std::string() : id.error().message + "; " + id.error().hint;
      },
      "QUESTION=READING");
}

/// The readings named, each checked by is_reading before.
inline std::vector<ReadingId> readings_named(const std::vector<std::string>& texts) {
  std::vector<ReadingId> out;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    out.push_back(find_reading(text.substr(0, equals), text.substr(equals + 1)));
  }
  return out;
}

}  // namespace imgfam
