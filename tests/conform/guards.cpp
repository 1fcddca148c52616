// Requests that succeed where a rule refuses them.
#include "conform/zoo.hpp"

namespace imgfam::zoo {
namespace {

/// What breaks nothing but the rule succeeds.
Fault without_guard(std::string name, std::string what, const std::string& rule) {
  return {std::move(name), std::move(what), rule, [rule](const Den& den, const Request& request) {
            Outcome outcome = den.handle(request);
            return breaks_only(outcome, rule) ? success() : outcome;
          }};
}

}  // namespace

std::vector<Fault> missing_guards() {
  return {
      without_guard("deprecates-shared", "A shared image is Deprecated all the same.",
                    "deprecate-unshared"),
      without_guard("deletes-used", "An image that instances use is deleted without Force.",
                    "delete-unused"),
      without_guard("shares-deprecated", "A Deprecated image is shared.", "share-not-deprecated"),
      without_guard("shares-unfinished", "An image that is not Available yet is shared.",
                    "share-available"),
      without_guard("edits-unfinished", "An image is modified before its creation is complete.",
                    "edit-finished"),
      without_guard("restores-others", "An image that was never Deprecated is restored.",
                    "restore-deprecated"),
      without_guard("boot-mode-of-used", "The boot mode of an image in use is changed.",
                    "boot-mode-unused"),
      without_guard("bios-on-arm", "An arm64 image is made to boot by BIOS.",
                    "boot-mode-architecture"),
      without_guard("name-twice", "Two images of an account have one name.", "modify-name-unused"),
      without_guard("any-status", "Any word is taken for a Status.", "modify-status-value"),
      without_guard("modifies-unknown", "An image that is not there is modified.",
                    "own-image-exists"),
      without_guard("shares-with-owner", "An image is shared with its owner.",
                    "share-not-yourself"),
      without_guard("shares-with-nobody", "An image is shared with an account that is none.",
                    "share-account-exists"),
      without_guard("malformed-family", "A family may have any name.", "modify-family-format"),
      without_guard("malformed-description", "A description may be any text.",
                    "modify-description-format"),
      without_guard("any-region", "A region that is none is taken for one.", "region-exists"),
      without_guard("imds-back", "ImdsSupport goes back from v2 to v1.", "imds-no-way-back"),
      without_guard("community-shared", "A community image is shared with accounts.",
                    "share-private"),
      without_guard("deletes-community", "A community image is deleted.", "delete-private"),
      without_guard("page-of-any-size", "A page may have any size.", "paging-range"),
  };
}

}  // namespace imgfam::zoo
