// A bipartite matching by augmenting paths: one after the other finds a partner, and those who had
// it before look for another one.
#include "pairing.hpp"

namespace imgfam {
namespace {

class Matching {
 public:
  Matching(std::size_t mine, std::size_t theirs,
           const std::function<bool(std::size_t, std::size_t)>& fits)
      : mine_(mine), theirs_(theirs), fits_(fits), known_(mine * theirs), owner_(theirs) {}

  std::vector<std::optional<std::size_t>> found() {
    for (std::size_t m = 0; m < mine_; ++m) {
      std::vector<bool> is_tried(theirs_);
      find_partner(m, is_tried);
    }
    std::vector<std::optional<std::size_t>> partner(mine_);
    for (std::size_t t = 0; t < theirs_; ++t) {
      if (owner_[t]) partner[*owner_[t]] = t;
    }
    return partner;
  }

 private:
  bool fits(std::size_t m, std::size_t t) {
    auto& known = known_[m * theirs_ + t];
    if (!known) known = fits_(m, t);
    return *known;
  }

  /// No deeper than there are partners: a page of a list.
  bool find_partner(std::size_t m, std::vector<bool>& is_tried) {
    for (std::size_t t = 0; t < theirs_; ++t) {
      if (is_tried[t] || !fits(m, t)) continue;
      is_tried[t] = true;
      if (owner_[t] && !find_partner(*owner_[t], is_tried)) continue;
      owner_[t] = m;
      return true;
    }
    return false;
  }

  std::size_t mine_;
  std::size_t theirs_;
  const std::function<bool(std::size_t, std::size_t)>& fits_;
  std::vector<std::optional<bool>> known_;
  std::vector<std::optional<std::size_t>> owner_;
};

}  // namespace

std::vector<std::optional<std::size_t>> pair_up(
    std::size_t mine, std::size_t theirs,
    const std::function<bool(std::size_t, std::size_t)>& fits) {
  return Matching(mine, theirs, fits).found();
}

}  // namespace imgfam
