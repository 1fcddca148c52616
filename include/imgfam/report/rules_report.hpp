// The rule catalogue, the open questions and the differences between editions, as text, JSON or
// Markdown.
#pragma once

#include <imgfam/rules/catalogue.hpp>
#include <imgfam/rules/edition.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

enum class DocumentFormat : std::uint8_t { Text, Json, Markdown };

/// All rules of an edition, or of all; in Markdown with the questions and what is outside the
/// model: this is docs/reference/rules.md.
std::string render_rules(DocumentFormat format, std::optional<Edition> edition);

/// Some rules, a line or two each; in JSON and Markdown in full.
std::string render_rule_list(DocumentFormat format, const std::vector<RuleId>& rules);

/// Some rules in full: statement, editions, citation, errors.
std::string render_rules_in_full(DocumentFormat format, const std::vector<RuleId>& rules);

/// The open questions with their readings, the default first: all, or the one of that id.
std::string render_questions(DocumentFormat format, std::string_view only = {});

/// The rules of the gateway in the order in which they are asked: all, or those of that id or code.
std::string render_gateway(DocumentFormat format, std::string_view only = {});
bool is_of_gateway(std::string_view name);

/// What differs between two editions: rules, errors and parameters.
std::string render_difference(DocumentFormat format, Edition from, Edition to);

/// The rules that `name` means: the rule of that id, or all that earn the error code. Empty when
/// there are none.
std::vector<RuleId> rules_named(std::string_view name);

/// The rules that a request of the operation can meet; empty when the model has no such operation.
std::vector<RuleId> rules_of_operation(std::string_view action);

bool is_question(std::string_view name);

/// The rule, code, operation or question nearest to a name that means nothing; empty when none is
/// near.
std::string_view nearest_name(std::string_view name);

/// `2020 2023 2026`
std::string to_string(EditionSet editions);

}  // namespace imgfam
