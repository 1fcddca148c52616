// Families that resolve to the wrong image, and images that the wrong accounts see.
#include "conform/zoo.hpp"

#include <algorithm>

namespace imgfam::zoo {
namespace {

using Choose = std::function<const Image*(const Den&, const Request&)>;

Request all_images(const Request& request) {
  return {"DescribeImages",
          request.account,
          {{"RegionId", text(request, "RegionId")}, {"Status", "ALL"}, {"PageSize", "100"}}};
}

/// The document of an image as its describers see it.
std::optional<boost::json::object> shown_image(const Den& den, const Request& request,
                                               std::string_view id) {
  Observation seen = observation_of(den.handle(all_images(request)));
  std::optional<boost::json::object> out;
  for_each_image(seen, [&](boost::json::object& image) {
    if (image.at("ImageId").get_string() == id) out = image;
  });
  if (!out) return out;
  std::string progress(out->at("Progress").get_string());
  progress.pop_back();  // As the page of DescribeImageFromFamily has it.
  (*out)["Progress"] = progress;
  return out;
}

/// The family resolves to what `choose` says, where it resolves to anything at all.
Fault resolving(std::string name, std::string what, std::string named, const Choose& choose) {
  return {std::move(name), std::move(what), std::move(named),
          [choose](const Den& den, const Request& request) {
            Outcome outcome = den.handle(request);
            if (request.action != "DescribeImageFromFamily" || is_refused(outcome)) return outcome;
            const Image* chosen = choose(den, request);
            if (!chosen) return outcome;
            if (auto image = shown_image(den, request, chosen->id))
              std::get<Response>(outcome).document["Image"] = std::move(*image);
            return outcome;
          }};
}

std::vector<const Image*> members(const Den& den, const Request& request) {
  std::vector<const Image*> out;
  for (const Image* image : den.cloud.images().in_order()) {
    if (image->owner == request.account && image->region == text(request, "RegionId") &&
        image->family == text(request, "ImageFamily"))
      out.push_back(image);
  }
  return out;
}

std::vector<const Image*> available(const Den& den, const Request& request) {
  auto out = members(den, request);
  std::erase_if(out, [](const Image* i) { return i->status != Status::Available; });
  return out;
}

template <class Key>
const Image* greatest(const std::vector<const Image*>& images, const Key& key) {
  const auto it = std::ranges::max_element(images, {}, key);
  return it == images.end() ? nullptr : *it;
}

/// Images of others, that nobody shared.
Outcome leaking(const Den& den, const Request& request) {
  if (request.action != "DescribeImages") return den.handle(request);
  for (const Image* image : den.cloud.images().in_order()) {
    const bool is_private = image->owner.uid != 0 && image->owner != request.account &&
                            !image->is_community && !image->is_shared_with(request.account);
    if (!is_private || image->region != text(request, "RegionId")) continue;
    Cloud copy = den.cloud;
    const Outcome shared = copy.handle({"ModifyImageSharePermission",
                                        image->owner,
                                        {{"RegionId", image->region},
                                         {"ImageId", image->id},
                                         {"AddAccount.1", to_string(request.account)}}});
    if (!is_refused(shared)) return copy.handle(request);
  }
  return den.handle(request);
}

/// Who an image was shared with once sees it for good.
Outcome shared_for_good(const Den& den, const Request& request) {
  if (request.action != "ModifyImageSharePermission") {
    if (request.action == "DescribeImages" && den.memory.contains("unshared")) {
      Cloud copy = den.cloud;
      const auto& id = den.memory["unshared"];
      const Image* image = copy.images().get(id);
      if (image && to_string(request.account) == den.memory["account"]) {
        copy.handle({"ModifyImageSharePermission",
                     image->owner,
                     {{"RegionId", image->region},
                      {"ImageId", id},
                      {"AddAccount.1", den.memory["account"]}}});
        return copy.handle(request);
      }
    }
    return den.handle(request);
  }
  Outcome outcome = den.handle(request);
  if (!is_refused(outcome) && request.find("RemoveAccount.1")) {
    den.memory["unshared"] = text(request, "ImageId");
    den.memory["account"] = text(request, "RemoveAccount.1");
  }
  return outcome;
}

Outcome launching_oldest(const Den& den, const Request& request) {
  if (request.action != "RunInstances" || text(request, "ImageFamily").empty())
    return den.handle(request);
  const auto all = available(den, request);
  if (all.empty()) return den.handle(request);
  const Image* oldest = greatest(all, [](const Image* i) { return -i->created.seconds; });
  return den.handle(with(without(request, "ImageFamily"), "ImageId", oldest->id));
}

const Image* stale(const Den& den, const Request& request) {
  const auto all = available(den, request);
  const std::string key = text(request, "RegionId") + "/" + text(request, "ImageFamily");
  if (!den.memory.contains(key)) {
    const Image* newest = greatest(all, [](const Image* i) { return i->created.seconds; });
    if (!newest) return nullptr;
    den.memory[key] = newest->id;
  }
  return den.cloud.images().get(den.memory[key]);
}

}  // namespace

std::vector<Fault> wrong_resolutions() {
  return {
      resolving("resolves-to-oldest", "A family resolves to its oldest Available image.",
                "family-newest-available",
                [](const Den& den, const Request& request) {
                  return greatest(available(den, request),
                                  [](const Image* i) { return -i->created.seconds; });
                }),
      resolving("resolves-to-deprecated", "A family resolves to its newest image of any status.",
                "ImageId",
                [](const Den& den, const Request& request) {
                  return greatest(members(den, request),
                                  [](const Image* i) { return i->created.seconds; });
                }),
      resolving("resolves-by-name", "A family resolves to its image of the greatest name.",
                "ImageId",
                [](const Den& den, const Request& request) {
                  return greatest(available(den, request), [](const Image* i) { return i->name; });
                }),
      resolving("tie-by-name", "Of images of one time that of the lesser name is the newest.",
                "family-tie",
                [](const Den& den, const Request& request) -> const Image* {
                  auto all = available(den, request);
                  const Image* newest =
                      greatest(all, [](const Image* i) { return i->created.seconds; });
                  if (!newest) return nullptr;
                  std::erase_if(all, [&](const Image* i) { return i->created != newest->created; });
                  return *std::ranges::min_element(all, {}, &Image::name);
                }),
      resolving("stale-resolution", "What a family resolved to first is remembered for good.",
                "ImageId", stale),
      {"resolves-anywhere", "A family resolves to images of any region.", "DescribeImageFromFamily",
       [](const Den& den, const Request& request) {
         Outcome outcome = den.handle(request);
         if (request.action != "DescribeImageFromFamily" || is_refused(outcome)) return outcome;
         if (std::get<Response>(outcome).document.contains("Image")) return outcome;
         for (const std::string region : {"cn-hangzhou", "cn-beijing", "cn-shanghai"}) {
           Outcome other = den.handle(with(request, "RegionId", region));
           if (std::get<Response>(other).document.contains("Image")) return other;
         }
         return outcome;
       }},
      {"launches-oldest", "A launch by family takes the oldest Available image.", "ImageId",
       launching_oldest},
      {"leaks-private-images", "Accounts list an image that nobody shared with them.",
       "DescribeImages", leaking},
      {"unshared-still-seen", "An account that lost an image lists it still.", "DescribeImages",
       shared_for_good},
  };
}

}  // namespace imgfam::zoo
