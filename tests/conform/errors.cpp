// Refusals that are told wrongly.
#include "conform/zoo.hpp"

#include <imgfam/rules/catalogue.hpp>

namespace imgfam::zoo {
namespace {

/// Changes the refusal that breaking the rule alone earns.
Fault with_error(std::string name, std::string what, const std::string& rule,
                 const std::function<void(Refusal&)>& change) {
  return {std::move(name), std::move(what), rule,
          [rule, change](const Den& den, const Request& request) {
            Outcome outcome = den.handle(request);
            if (breaks_only(outcome, rule)) change(std::get<Refusal>(outcome));
            return outcome;
          }};
}

Fault spoiling_errors(std::string name, std::string what, std::string named,
                      const std::function<void(Observation&)>& change) {
  return {std::move(name),
          std::move(what),
          std::move(named),
          {},
          [change](const Request&, Observation& seen) {
            if (seen.status >= 400) change(seen);
          }};
}

}  // namespace

std::vector<Fault> wrong_errors() {
  return {
      with_error("not-found-is-forbidden", "An unknown image is answered 403.", "own-image-exists",
                 [](Refusal& r) { r.status = 403; }),
      with_error("conflict-for-used", "Deleting an image in use is answered 409.", "delete-unused",
                 [](Refusal& r) { r.status = 409; }),
      with_error("duplicate-is-malformed", "A name that is taken is called malformed.",
                 "modify-name-unused", [](Refusal& r) { r.code = "InvalidImageName.Malformed"; }),
      with_error("other-family-quota", "The code is that of another operation's family quota.",
                 "modify-family-images-max",
                 [](Refusal& r) { r.code = "ImageQuotaExceed.ImageFamily"; }),
      with_error("typing-mistake-mended",
                 "The code OperationDeined.ImageUsingByInstance is mended.", "boot-mode-unused",
                 [](Refusal& r) { r.code = "OperationDenied.ImageUsingByInstance"; }),
      with_error("share-of-deprecated-is-400", "Sharing a Deprecated image is answered 400.",
                 "share-not-deprecated", [](Refusal& r) { r.status = 400; }),
      spoiling_errors("errors-are-200", "Errors come with the status 200.", "200",
                      [](Observation& seen) { seen.status = 200; }),
      spoiling_errors("code-in-lower-case", "Errors have a `code` instead of a `Code`.", "Code",
                      [](Observation& seen) {
                        auto& body = seen.body.get_object();
                        body["code"] = body.at("Code");
                        body.erase("Code");
                      }),
      spoiling_errors("error-without-request-id", "Errors have no RequestId.", "RequestId",
                      [](Observation& seen) { seen.body.get_object().erase("RequestId"); }),
  };
}

}  // namespace imgfam::zoo
