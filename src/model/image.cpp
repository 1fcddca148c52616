#include <imgfam/model/image.hpp>

#include <algorithm>

namespace imgfam {

bool Image::is_shared_with(AccountId account) const {
  return std::any_of(shared_with.begin(), shared_with.end(),
                     [&](const SharedAccount& s) { return s.account == account; });
}

}  // namespace imgfam
