// Tags. Those of images are the cloud's, which shows them and finds images by them; those of other
// resources are kept here.
#include "call.hpp"

#include <algorithm>
#include <functional>

namespace imgfam {
namespace {

namespace json = boost::json;
using Kind = Neighbours::Kind;
using Kept = Neighbours::Kept;

constexpr std::size_t tags_max = 20;       // Of one resource. [doc: TagResources, Tag limits]
constexpr std::size_t resources_max = 50;  // Of one call. [doc: TagResources, ResourceId.N]
constexpr NotThere too_many_resources{400, "NumberExceed.ResourceIds",
                                      "The maximum number of resource IDs is exceeded."};
constexpr NotThere too_many{403, "NumberExceed.Tags", "The maximum number of tags is exceeded."};
constexpr std::array<std::string_view, 6> types{"disk",    "image",         "instance",
                                                "keypair", "securitygroup", "snapshot"};

struct Resource {
  std::string_view type;
  std::string id;       ///< As the caller names it.
  std::string kept_as;  ///< As its tags are kept.
};

std::string key_of(std::string_view type, std::string_view id) {
  return std::string(type) + ':' + std::string(id);
}

std::string tags_key_of(const Resource& what) { return key_of(what.type, what.kept_as); }

std::vector<Tag> from_document(const json::object& document) {
  std::vector<Tag> tags;
  for (const json::value& tag : document.at("Tag").as_array())
    tags.push_back(
        {std::string(tag.at("TagKey").as_string()), std::string(tag.at("TagValue").as_string())});
  return tags;
}

json::object to_document(const std::vector<Tag>& tags) {
  json::array list;
  for (const Tag& tag : tags)
    list.push_back(json::object{{"TagKey", tag.key}, {"TagValue", tag.value}});
  return {{"Tag", std::move(list)}};
}

/// The image, where the caller may tag it in the region.
const Image* image_of(const NeighbourCall& call, std::string_view id) {
  const Image* image = call.cloud().images().get(id);
  const bool is_own = image && image->owner == call.caller() && image->origin != Origin::System &&
                      image->region == call.text("RegionId");
  return is_own ? image : nullptr;
}

bool is_snapshot(NeighbourCall& call, std::string_view id) {
  const std::string region(call.text("RegionId"));
  bool is_there =
      call.cloud().old_snapshots().contains({call.caller(), region + '/' + std::string(id)});
  call.cloud().images().for_each([&](const Image& image) {
    is_there = is_there ||
               (image.snapshot == id && image.owner == call.caller() && image.region == region);
  });
  return is_there;
}

/// A system disk that has replaced another is known by its launch, others by their instance's name.
bool is_disk(NeighbourCall& call, std::string_view id) {
  const auto& launches = call.all(Kind::Launch);
  const bool has_replaced = std::any_of(launches.begin(), launches.end(), [&](const Kept& launch) {
    return launch.account == call.caller() && launch.shown.at("DiskId") == json::value(id);
  });
  if (has_replaced) return true;
  bool is_there = false;
  call.cloud().instances().for_each([&](const Instance& instance) {
    if (instance.account != call.caller() || first_system_disk_of(instance) != id) return;
    const json::object* launch = seen_launch(call, instance.id);
    is_there = is_there || !launch || launch->at("DiskId").as_string().empty();
  });
  return is_there;
}

bool is_there(NeighbourCall& call, const Resource& what) {
  const auto region = call.text("RegionId");
  if (what.type == "image") return image_of(call, what.id) != nullptr;
  if (what.type == "instance") {
    const Instance* instance = call.own_instance(what.id);
    return instance && instance->region == region;
  }
  if (what.type == "disk") return is_disk(call, what.id);
  if (what.type == "snapshot") return is_snapshot(call, what.id);
  const Kind kind = what.type == "keypair" ? Kind::KeyPair : Kind::SecurityGroup;
  return call.find(kind, what.id, region) != nullptr;
}

std::vector<Tag> tags_on(NeighbourCall& call, const Resource& what) {
  if (what.type == "image") return call.cloud().images().get(what.id)->tags;
  return from_document(tags_of(call, what.type, what.kept_as));
}

void put_tags(NeighbourCall& call, const Resource& what, std::vector<Tag> tags) {
  if (what.type == "image") {
    call.cloud().set_tags(what.id, std::move(tags));
  } else {
    set_tags_of(call, what.type, what.kept_as, call.text("RegionId"), tags);
  }
}

/// Puts `change` to the tags of every resource, or of none.
Outcome change_tags(NeighbourCall& call, const std::vector<std::string>& ids,
                    const std::function<void(std::vector<Tag>&)>& change) {
  const auto type = call.text("ResourceType");
  if (std::find(types.begin(), types.end(), type) == types.end())
    return NeighbourCall::refuse(not_there::resource_type);
  if (ids.size() > resources_max) return NeighbourCall::refuse(too_many_resources);
  std::vector<std::pair<Resource, std::vector<Tag>>> changed;
  for (const std::string& id : ids) {
    const bool is_pair = type == "keypair";
    const Resource what{type, id, is_pair ? std::string(call.text("RegionId")) + '/' + id : id};
    if (!is_there(call, what)) return NeighbourCall::refuse(not_there::resource);
    std::vector<Tag> tags = tags_on(call, what);
    change(tags);
    if (tags.size() > tags_max) return NeighbourCall::refuse(too_many);
    changed.emplace_back(what, std::move(tags));
  }
  const auto is_new = [&](const auto& one) {
    const auto& [what, tags] = one;
    return what.type != "image" && !tags.empty() && !call.find(Kind::Tags, tags_key_of(what));
  };
  const auto more = std::count_if(changed.begin(), changed.end(), is_new);
  if (call.all(Kind::Tags).size() + static_cast<std::size_t>(more) > Neighbours::kept_max)
    return NeighbourCall::full();
  for (auto& [what, tags] : changed)
    put_tags(call, what, std::move(tags));
  return NeighbourCall::respond();
}

Outcome add(NeighbourCall& call, const std::vector<std::string>& ids) {
  const std::vector<Tag> given = call.tags();
  if (given.empty()) return NeighbourCall::missing("Tag.N.Key");
  return change_tags(call, ids, [&](std::vector<Tag>& tags) {
    for (const Tag& tag : given) {
      std::erase_if(tags, [&](const Tag& t) { return t.key == tag.key; });
      tags.push_back(tag);
    }
  });
}

/// Of everything that the caller has tagged in the region: the type, the id and the tag.
template <class Visit>
void for_each_tag(NeighbourCall& call, Visit&& visit) {
  const auto region = call.text("RegionId");
  call.cloud().images().for_each([&](const Image& image) {
    if (!image_of(call, image.id)) return;
    for (const Tag& tag : image.tags)
      visit(std::string_view("image"), std::string_view(image.id), tag);
  });
  for (const Kept& kept : call.all(Kind::Tags)) {
    if (kept.account != call.caller() || kept.region != region) continue;
    const std::string_view key = kept.id;
    const auto type = key.substr(0, key.find(':'));
    auto id = key.substr(key.find(':') + 1);
    if (type == "keypair") id.remove_prefix(id.find('/') + 1);
    for (const Tag& tag : from_document(kept.shown))
      visit(type, id, tag);
  }
}

bool matches(const std::vector<Tag>& wanted, const Tag& tag) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const Tag& w) {
           return w.key == tag.key && (w.value.empty() || w.value == tag.value);
         });
}

}  // namespace

json::object tags_of(NeighbourCall& call, std::string_view type, std::string_view id) {
  const Kept* kept = call.find(Kind::Tags, key_of(type, id));
  return kept ? kept->shown : to_document({});
}

bool has_room_for_tags(const NeighbourCall& call) {
  return call.tags().empty() || call.all(Kind::Tags).size() < Neighbours::kept_max;
}

void set_tags_of(NeighbourCall& call, std::string_view type, std::string_view id,
                 std::string_view region, const std::vector<Tag>& tags) {
  const std::string key = key_of(type, id);
  Kept* kept = call.find(Kind::Tags, key);
  if (tags.empty()) {
    call.forget(Kind::Tags, key);
  } else if (kept) {
    kept->shown = to_document(tags);
  } else {
    call.keep(Kind::Tags, {key, call.caller(), std::string(region), to_document(tags)});
  }
}

Outcome add_tags(NeighbourCall& call) { return add(call, {std::string(call.text("ResourceId"))}); }

Outcome tag_resources(NeighbourCall& call) { return add(call, call.list("ResourceId")); }

Outcome remove_tags(NeighbourCall& call) {
  const std::vector<Tag> given = call.tags();
  return change_tags(call, {std::string(call.text("ResourceId"))}, [&](std::vector<Tag>& tags) {
    std::erase_if(tags, [&](const Tag& t) { return !given.empty() && matches(given, t); });
  });
}

Outcome untag_resources(NeighbourCall& call) {
  const std::vector<std::string> keys = call.list("TagKey");
  const bool is_all = call.text("All") == "true" && keys.empty();
  return change_tags(call, call.list("ResourceId"), [&](std::vector<Tag>& tags) {
    std::erase_if(tags, [&](const Tag& t) {
      return is_all || std::find(keys.begin(), keys.end(), t.key) != keys.end();
    });
  });
}

Outcome list_tag_resources(NeighbourCall& call) {
  const std::vector<std::string> ids = call.list("ResourceId");
  const std::vector<Tag> wanted = call.tags();
  json::array found;
  for_each_tag(call, [&](std::string_view type, std::string_view id, const Tag& tag) {
    const bool is_listed = ids.empty() || std::find(ids.begin(), ids.end(), id) != ids.end();
    if (type != call.text("ResourceType") || !is_listed || !matches(wanted, tag)) return;
    found.push_back(json::object{
        {"ResourceId", id}, {"ResourceType", type}, {"TagKey", tag.key}, {"TagValue", tag.value}});
  });
  return NeighbourCall::respond(
      {{"NextToken", ""}, {"TagResources", json::object{{"TagResource", std::move(found)}}}});
}

Outcome describe_tags(NeighbourCall& call) {
  const std::vector<Tag> wanted = call.tags();
  const auto type = call.text("ResourceType");
  const auto resource = call.text("ResourceId");
  std::vector<json::object> found;
  for_each_tag(call, [&](std::string_view of, std::string_view id, const Tag& tag) {
    const bool is_asked = (type.empty() || type == of) && (resource.empty() || resource == id);
    const json::object shown{{"TagKey", tag.key}, {"TagValue", tag.value}};
    if (is_asked && matches(wanted, tag) &&
        std::find(found.begin(), found.end(), shown) == found.end())
      found.push_back(shown);
  });
  return call.respond_page("Tags", "Tag", found);
}

}  // namespace imgfam
