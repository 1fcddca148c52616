// Import: the state of a real account, as the API's own documents tell it, becomes a scenario.
//
// The documents are what DescribeImages, DescribeImageSharePermission and DescribeInstances answer
// in JSON: any number of texts, in each a document, a list of them, or one after another. A
// document is known by its fields. The scenario gives the images, shares and instances, and checks
// what every family resolves to, so that it can be replayed.
//
// Nothing is made up. What the documents contradict themselves in is an error, and what they leave
// unknown (a page that is missing, whom an image is shared with) is a warning that names the
// command to ask with. Nothing is asked here, and no file is opened.
#pragma once

#include <imgfam/model/diagnostic.hpp>
#include <imgfam/scenario/scenario.hpp>
#include <imgfam/scenario/tree.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imgfam {

/// A text with documents, and the name it has in diagnostics.
struct DocumentText {
  std::string_view file;
  std::string_view text;
};

/// Bounds on what is imported; passing one is a diagnostic.
struct ImportLimits {
  ReadLimits read{.text_bytes_max = 512 * 1024 * 1024,  // Of all texts together.
                  .nodes_max = 16'000'000};             // Of one document.
  std::size_t images_max = 100'000;
  std::size_t instances_max = 1'000'000;
  std::size_t accounts_per_image_max = 10'000;
  std::size_t problems_max = 20;
};

struct ImportOptions {
  std::optional<AccountId> account = {};  ///< Who asked, where no image of its own shows it.
  std::string region = {};                ///< Of documents that name none; empty: there are none.
  std::optional<SimTime> clock = {};      ///< Instead of the newest time in the documents.
  std::vector<std::string> deleted = {};  ///< Images that no document shows since they are deleted.
  bool is_strict = false;                 ///< What is unknown is an error.
  ImportLimits limits = {};
};

/// A state with what is to be known about it.
struct ImportedState {
  Scenario scenario;
  std::vector<Diagnostic> unknown;    ///< Warnings: what no document tells, and how to ask for it.
  std::vector<std::string> assumed;   ///< What was taken for so, a sentence each.
  std::vector<std::string> left_out;  ///< What the model does not have, a sentence for each kind.
};

/// Either a state, or what is wrong with the documents.
struct Import {
  std::optional<ImportedState> state;
  std::vector<Diagnostic> problems;
};

/// Makes a state of documents. The scenario is one that could have been read from a text.
/// ERRORS: IMP001 to IMP009 of a text or document, IMP010 to IMP013 of a value in it, IMP014 to
/// IMP019 of what the documents say together; under `is_strict` also IMP020 to IMP026, which are
/// warnings else. Cost: linear in the texts, and a logarithm for sorting.
Import import_state(std::span<const DocumentText> texts, const ImportOptions& options = {});

/// The state as YAML, with what is unknown and assumed in comments before it.
std::string state_as_yaml(const ImportedState& state);
/// The state as JSON on one line. It has no comments: what they would say is added to `why`.
std::string state_as_json(const ImportedState& state);

}  // namespace imgfam
