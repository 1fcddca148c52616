// How the reference model judges names, families, descriptions and words, from the parameter texts
// alone. Nothing here is the product's: see model.hpp.
#pragma once

#include <imgfam/rules/edition.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <string>

namespace imgfam::reference {

/// What a text is judged by.
struct Wording {
  Edition edition{};
  const Interpretation& readings;
};

/// ImageName of ModifyImageAttribute, DestinationImageName of CopyImage.
bool is_image_name(const std::string& text, const Wording& wording);
/// ImageName of CreateImage and ImportImage.
bool is_new_image_name(const std::string& text, const Wording& wording);
bool is_family_name(const std::string& text, const Wording& wording);
bool is_description(const std::string& text, const Wording& wording);

/// The text with small letters for the capital ones of ASCII.
std::string lower(std::string text);

/// Whether a value sent for Status or BootMode is that word.
bool is_word(const std::string& sent, const std::string& word, const Wording& wording);

}  // namespace imgfam::reference
