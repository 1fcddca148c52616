// Writes that do less, more or something else than they say.
#include "conform/zoo.hpp"

namespace imgfam::zoo {
namespace {

/// A request that the model knows otherwise.
Fault rewriting(std::string name, std::string what, std::string named,
                const std::function<Request(const Den&, const Request&)>& rewrite) {
  return {std::move(name), std::move(what), std::move(named),
          [rewrite](const Den& den, const Request& request) {
            return den.handle(rewrite(den, request));
          }};
}

/// The parameter of the action is heard, answered for and forgotten.
Fault losing(std::string name, std::string what, std::string named, const std::string& action,
             const std::string& parameter) {
  return {std::move(name), std::move(what), std::move(named),
          [action, parameter](const Den& den, const Request& request) {
            if (request.action != action) return den.handle(request);
            Cloud copy = den.cloud;
            Outcome outcome = copy.handle(request);
            if (!is_refused(outcome)) den.handle(without(request, parameter));
            return outcome;
          }};
}

/// Something more happens with every success of the action.
Fault followed_by(std::string name, std::string what, std::string named, const std::string& action,
                  const std::function<void(const Den&, const Request&, const Cloud&)>& more) {
  return {std::move(name), std::move(what), std::move(named),
          [action, more](const Den& den, const Request& request) {
            if (request.action != action) return den.handle(request);
            const Cloud before = den.cloud;
            Outcome outcome = den.handle(request);
            if (!is_refused(outcome)) more(den, request, before);
            return outcome;
          }};
}

Request modify(const Request& like, std::string name, std::string value) {
  return {"ModifyImageAttribute",
          like.account,
          {{"RegionId", text(like, "RegionId")},
           {"ImageId", text(like, "ImageId")},
           {std::move(name), std::move(value)}}};
}

Outcome not_deleted(const Den& den, const Request& request) {
  if (request.action != "DeleteImage") return den.handle(request);
  Cloud copy = den.cloud;
  return copy.handle(request);
}

/// What was refused for its name is described all the same. (In the order in which the editions
/// list the attributes, the description comes after the name.)
Outcome half_done(const Den& den, const Request& request) {
  Outcome outcome = den.handle(request);
  const std::string description = text(request, "Description");
  if (is_refused(outcome) && breaks_only(outcome, "modify-name-format") && !description.empty())
    den.handle(modify(request, "Description", description));
  return outcome;
}

Outcome refused_and_renamed(const Den& den, const Request& request) {
  Outcome outcome = den.handle(request);
  if (breaks_only(outcome, "deprecate-unshared") || breaks_only(outcome, "deprecate-available"))
    den.handle(modify(request, "Description", "touched"));
  return outcome;
}

/// The images whose status was set back are shown as if they had just been made.
void restored_anew(const Den& den, const Request& request, const Cloud&) {
  if (text(request, "Status") == "Available") den.memory[text(request, "ImageId")] = "restored";
}

Outcome showing_restored(const Den& den, const Request& request) {
  const Cloud before = den.cloud;
  Outcome outcome = den.handle(request);
  if (is_refused(outcome)) return outcome;
  if (request.action == "ModifyImageAttribute") restored_anew(den, request, before);
  Observation seen = observation_of(outcome);
  for_each_image(seen, [&](boost::json::object& image) {
    if (den.memory.contains(std::string(image.at("ImageId").get_string())))
      image["CreationTime"] = to_string(den.cloud.now());
  });
  std::get<Response>(outcome).document = seen.body.get_object();
  return outcome;
}

/// What is shared anew takes the place of all others.
Outcome sharing_with_one(const Den& den, const Request& request) {
  if (request.action == "ModifyImageSharePermission" && request.find("AddAccount.1")) {
    const Image* image = den.cloud.images().get(text(request, "ImageId"));
    Cloud copy = den.cloud;
    if (image && image->owner == request.account && !is_refused(copy.handle(request))) {
      Request end = request;
      std::erase_if(end.parameters, [](const Parameter& p) {
        return p.name.find("Account.") != std::string::npos;
      });
      int number = 0;
      for (const SharedAccount& share : image->shared_with)
        end.parameters.push_back(
            {"RemoveAccount." + std::to_string(++number), to_string(share.account)});
      den.handle(end);
    }
  }
  return den.handle(request);
}

}  // namespace

std::vector<Fault> wrong_states() {
  return {
      losing("loses-description", "A new description is forgotten.", "Description",
             "ModifyImageAttribute", "Description"),
      losing("loses-name", "A new name is forgotten.", "ImageName", "ModifyImageAttribute",
             "ImageName"),
      losing("loses-family", "A new family is forgotten.", "ImageFamily", "ModifyImageAttribute",
             "ImageFamily"),
      losing("loses-status", "A new status is forgotten.", "Status", "ModifyImageAttribute",
             "Status"),
      losing("loses-share", "An account that an image is shared with is forgotten.",
             "ModifyImageSharePermission", "ModifyImageSharePermission", "AddAccount.1"),
      losing("loses-unshare", "An account keeps an image that it should lose.",
             "ModifyImageSharePermission", "ModifyImageSharePermission", "RemoveAccount.1"),
      losing("loses-copy-name", "A copy has no name but its id.", "ImageName", "CopyImage",
             "DestinationImageName"),
      {"delete-does-nothing", "A deleted image stays.", "DeleteImage", not_deleted},
      {"half-done", "A refused request describes the image all the same.", "Description",
       half_done},
      {"refusal-changes", "A refused deprecation changes the description.", "Description",
       refused_and_renamed},
      {"restored-is-new", "A restored image has a new CreationTime.", "CreationTime",
       showing_restored},
      {"share-replaces", "Sharing ends all other shares.", "AddAccount", sharing_with_one},
      followed_by("deprecated-leaves-name", "A Deprecated image changes its family.", "ImageFamily",
                  "ModifyImageAttribute",
                  [](const Den& den, const Request& request, const Cloud&) {
                    if (text(request, "Status") == "Deprecated")
                      den.handle(modify(request, "ImageFamily", "old"));
                  }),
      followed_by("copy-inherits-family", "A copy is in the family of its source.", "ImageFamily",
                  "CopyImage",
                  [](const Den& den, const Request& request, const Cloud& before) {
                    const Image* source = before.images().get(text(request, "ImageId"));
                    if (source->family.empty()) return;
                    for (const Image* image : den.cloud.images().in_order()) {
                      if (image->copied_from != source->id || before.images().get(image->id))
                        continue;
                      den.handle({"ModifyImageAttribute",
                                  image->owner,
                                  {{"RegionId", image->region},
                                   {"ImageId", image->id},
                                   {"ImageFamily", source->family}}});
                    }
                  }),
      followed_by("delete-takes-instances", "With an image its instances are deleted.",
                  "DescribeInstances", "DeleteImage",
                  [](const Den& den, const Request& request, const Cloud& before) {
                    for (const Instance* i : before.instances().in_order()) {
                      if (i->image == text(request, "ImageId"))
                        den.handle({"DeleteInstance",
                                    i->account,
                                    {{"InstanceId", i->id}, {"Force", "true"}}});
                    }
                  }),
      rewriting("image-of-newest",
                "An instance gets the newest image instead of the one asked for.", "ImageId",
                [](const Den& den, const Request& request) {
                  const bool is_launch = request.action == "RunInstances";
                  const Image* asked = den.cloud.images().get(text(request, "ImageId"));
                  if (!is_launch || !asked || asked->family.empty()) return request;
                  return with(without(request, "ImageId"), "ImageFamily", asked->family);
                }),
      rewriting("forces-always", "Every deletion is with Force.", "delete-unused",
                [](const Den&, const Request& request) {
                  return request.action == "DeleteImage" ? with(request, "Force", "true") : request;
                }),
      rewriting("token-means-nothing", "A repeated ClientToken does everything anew.",
                "client-token",
                [](const Den&, const Request& request) { return without(request, "ClientToken"); }),
      rewriting("starts-what-it-creates", "CreateInstance leaves its instance Running.", "Status",
                [](const Den& den, const Request& request) {
                  if (request.action != "DescribeInstances") return request;
                  for (const Instance* i : den.cloud.instances().in_order()) {
                    if (i->status == InstanceStatus::Stopped)
                      den.handle({"StartInstance", i->account, {{"InstanceId", i->id}}});
                  }
                  return request;
                }),
  };
}

}  // namespace imgfam::zoo
