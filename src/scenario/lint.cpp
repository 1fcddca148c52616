#include <imgfam/scenario/lint.hpp>

#include <imgfam/model/diagnostic.hpp>
#include <imgfam/rules/parameters.hpp>

#include <fmt/format.h>

namespace imgfam {
namespace {

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view near = nearest(word, candidates);
  return near.empty() ? std::string() : fmt::format("did you mean `{}`?", near);
}

void doubt_action(std::vector<Doubt>& out, std::size_t step, const RequestStep& request) {
  if (request.expect.is_refusal()) return;
  std::vector<std::string_view> known;
  for (const OperationSpec& o : operations()) known.push_back(o.action);
  out.push_back({step, "LNT002", fmt::format("`{}` is no operation of the model, so it is refused", request.request.action),
                 did_you_mean(request.request.action, known)});
}

void doubt_parameters(std::vector<Doubt>& out, std::size_t step, const RequestStep& request, const OperationSpec& operation) {
  // A scenario that says which parameters are ignored has meant them.
  if (request.expect.ignored) return;
  for (const Parameter& p : request.request.parameters) {
    if (use_of(operation, p.name, newest_edition) != ParameterUse::Unknown) continue;
    std::vector<std::string_view> known;
    for (const ParameterSpec& spec : operation.parameters) known.push_back(spec.name);
    out.push_back({step, "LNT001", fmt::format("no edition of {} has the parameter `{}`, so it is ignored", operation.action, p.name),
                   did_you_mean(p.name, known)});
  }
}

}  // namespace

std::vector<Doubt> lint(const Scenario& scenario) {
  std::vector<Doubt> out;
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    const auto* request = std::get_if<RequestStep>(&scenario.steps[i].what);
    if (!request) continue;
    const OperationSpec* operation = find_operation(request->request.action);
    if (operation) {
      doubt_parameters(out, i, *request, *operation);
    } else {
      doubt_action(out, i, *request);
    }
  }
  return out;
}

}  // namespace imgfam
