// How names, families and descriptions must be formed, by edition and interpretation.
#pragma once

#include <imgfam/rules/edition.hpp>
#include <imgfam/rules/interpretation.hpp>

#include <string_view>

namespace imgfam {

/// Which text a name must follow; the operations word it differently.
enum class NameKind : unsigned char {
  ModifiedImage,  ///< ImageName of ModifyImageAttribute, DestinationImageName of CopyImage.
  CreatedImage,  ///< ImageName of CreateImage and ImportImage: any prefix but http:// and https://.
  Family,        ///< ImageFamily of ModifyImageAttribute and CreateImage.
};

/// True when the text is a well-formed name. [doc: ModifyImageAttribute, ImageName and ImageFamily;
/// CreateImage]
bool is_name(std::string_view text, NameKind kind, Edition edition,
             const Interpretation& interpretation);

/// True when the text is a well-formed description: 2 to 256, not starting with http:// or
/// https://. [doc: ModifyImageAttribute, Description]
bool is_description(std::string_view text, const Interpretation& interpretation);

/// Equal under the reading of `letter-case`.
bool same_word(std::string_view a, std::string_view b, const Interpretation& interpretation);

}  // namespace imgfam
