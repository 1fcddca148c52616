#include "restore.hpp"

#include <imgfam/cloud/step.hpp>

#include <boost/json/serialize.hpp>

namespace imgfam {
namespace {

namespace json = boost::json;

class Remover {
 public:
  Remover(Endpoint& endpoint, const Made& made) : endpoint_(endpoint), made_(made) {}

  void remove_instance() {
    send("ModifyInstanceAttribute", {{"InstanceId", made_.id}, {"DeletionProtection", "false"}});
    send("DeleteInstance", {{"InstanceId", made_.id}, {"Force", "true"}});
  }

  /// Shared, public, being copied, used: whatever it is, it is not when it is deleted.
  void remove_image() {
    for (const std::string& account : accounts_shared_with())
      send("ModifyImageSharePermission", {{"ImageId", made_.id}, {"RemoveAccount.1", account}});
    send("ModifyImageSharePermission", {{"ImageId", made_.id}, {"IsPublic", "false"}});
    send("CancelCopyImage", {{"ImageId", made_.id}});
    send("DeleteImage", {{"ImageId", made_.id}, {"Force", "true"}});
  }

 private:
  Reply send(std::string action, std::vector<Parameter> parameters) {
    parameters.push_back({"RegionId", made_.region});
    return endpoint_.send({std::move(action), made_.account, std::move(parameters)});
  }

  /// More than a page of them is more than an image can be shared with.
  std::vector<std::string> accounts_shared_with() {
    const Reply reply =
        send("DescribeImageSharePermission", {{"ImageId", made_.id}, {"PageSize", "100"}});
    const json::object* document = reply.observation.body.if_object();
    const json::value* list = document ? value_at(*document, "Accounts.Account") : nullptr;
    std::vector<std::string> out;
    if (!list || !list->is_array()) return out;
    for (const json::value& element : list->get_array()) {
      const json::object* account = element.if_object();
      const json::value* id = account ? account->if_contains("AliyunId") : nullptr;
      if (!id) continue;
      // Some show it as a number.
      out.push_back(id->is_string() ? std::string(id->get_string()) : json::serialize(*id));
    }
    return out;
  }

  Endpoint& endpoint_;
  const Made& made_;
};

}  // namespace

void note_made(const Request& request, const Observation& answer, const Cloud& before,
               std::vector<Made>& made) {
  const json::object* document = answer.body.if_object();
  const bool is_copy = request.action == "CopyImage";
  const bool makes_image =
      is_copy || request.action == "CreateImage" || request.action == "ImportImage";
  const bool makes_instance =
      request.action == "RunInstances" || request.action == "CreateInstance";
  if (!document || (!makes_image && !makes_instance)) return;
  const std::string* destination = is_copy ? request.find("DestinationRegionId") : nullptr;
  const std::string* region = destination ? destination : request.find("RegionId");
  const auto add = [&](const json::value* id) {
    if (!id || !id->is_string()) return;
    std::string text(id->get_string());
    if (before.images().get(text) || before.instances().get(text)) return;
    made.push_back({request.account, region ? *region : "", std::move(text), makes_instance});
  };
  add(document->if_contains(makes_image ? "ImageId" : "InstanceId"));
  const json::value* ids = value_at(*document, "InstanceIdSets.InstanceIdSet");
  if (!ids || !ids->is_array()) return;
  for (const json::value& id : ids->get_array())
    add(&id);
}

void remove(Endpoint& endpoint, const std::vector<Made>& all) {
  for (const Made& made : all) {
    if (made.is_instance) Remover(endpoint, made).remove_instance();
  }
  for (const Made& made : all) {
    if (!made.is_instance) Remover(endpoint, made).remove_image();
  }
}

}  // namespace imgfam
