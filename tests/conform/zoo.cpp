#include "conform/zoo.hpp"

#include <imgfam/rules/catalogue.hpp>

#include <algorithm>

namespace imgfam::zoo {

Reply FaultyEndpoint::send(const Request& request) {
  const Den den{cloud(), memory_};
  Reply reply;
  reply.observation =
      observation_of(fault_.handle ? fault_.handle(den, request) : den.handle(request));
  if (fault_.spoil) fault_.spoil(request, reply.observation);
  return reply;
}

Result<void> FaultyEndpoint::reset(const Given& given, Edition edition) {
  memory_.clear();
  return CloudEndpoint::reset(given, edition);
}

Outcome success() { return Response{{{"RequestId", "zoo"}}}; }

bool breaks_only(const Outcome& outcome, std::string_view name) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  return refusal &&
         std::ranges::all_of(refusal->broken, [&](RuleId id) { return rule(id).id == name; });
}

std::string text(const Request& request, std::string_view name) {
  const std::string* value = request.find(name);
  return value ? *value : std::string();
}

Request without(Request request, std::string_view name) {
  std::erase_if(request.parameters, [&](const Parameter& p) { return p.name == name; });
  return request;
}

Request with(Request request, std::string_view name, std::string value) {
  request = without(std::move(request), name);
  request.parameters.push_back({std::string(name), std::move(value)});
  return request;
}

void for_each_image(Observation& seen, const std::function<void(boost::json::object&)>& visit) {
  auto* document = seen.body.if_object();
  if (!document) return;
  if (auto* image = document->if_contains("Image")) visit(image->get_object());
  if (auto* images = document->if_contains("Images")) {
    for (auto& image : images->at("Image").get_array())
      visit(image.get_object());
  }
}

std::vector<Fault> all_faults() {
  std::vector<Fault> out;
  for (const auto& some : {missing_guards(), wrong_errors(), wrong_states(), wrong_resolutions(),
                           wrong_limits(), wrong_documents()})
    out.insert(out.end(), some.begin(), some.end());
  return out;
}

}  // namespace imgfam::zoo
