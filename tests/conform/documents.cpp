// Answers that say the right thing in the wrong form.
#include "conform/zoo.hpp"

#include <boost/json/serialize.hpp>

namespace imgfam::zoo {
namespace {

namespace json = boost::json;

Fault spoiling_images(std::string name, std::string what, std::string named,
                      const std::function<void(json::object&)>& spoil) {
  return {std::move(name),
          std::move(what),
          std::move(named),
          {},
          [spoil](const Request&, Observation& seen) { for_each_image(seen, spoil); }};
}

Fault spoiling(std::string name, std::string what, std::string named, const std::string& member,
               const std::function<void(json::value&)>& spoil) {
  return {std::move(name),
          std::move(what),
          std::move(named),
          {},
          [member, spoil](const Request&, Observation& seen) {
            auto* document = seen.body.if_object();
            auto* value = document ? document->if_contains(member) : nullptr;
            if (value) spoil(*value);
          }};
}

void to_text_value(json::value& value) { value = json::string(json::serialize(value)); }

/// `{"Image": […]}` becomes `[…]`.
void flatten(json::value& value, std::string_view item) {
  json::value list = value.at(item);
  value = std::move(list);
}

}  // namespace

std::vector<Fault> wrong_documents() {
  return {
      spoiling_images("size-as-text", "Size is a text.", "Size",
                      [](json::object& image) { to_text_value(image.at("Size")); }),
      spoiling_images("copied-as-text", "IsCopied is a text.", "IsCopied",
                      [](json::object& image) { to_text_value(image.at("IsCopied")); }),
      spoiling_images("self-shared-as-boolean", "IsSelfShared is a boolean.", "IsSelfShared",
                      [](json::object& image) {
                        image["IsSelfShared"] = image.at("IsSelfShared").get_string() == "true";
                      }),
      spoiling_images("progress-as-number", "Progress is a number.", "Progress",
                      [](json::object& image) { image["Progress"] = 100; }),
      spoiling_images("time-with-fraction", "CreationTime has a fraction of a second.",
                      "CreationTime",
                      [](json::object& image) {
                        std::string time(image.at("CreationTime").get_string());
                        time.insert(time.size() - 1, ".000");
                        image["CreationTime"] = time;
                      }),
      spoiling_images("family-in-capitals", "Families are shown in capitals.", "ImageFamily",
                      [](json::object& image) {
                        std::string family(image.at("ImageFamily").get_string());
                        for (char& c : family)
                          c = static_cast<char>(std::toupper(c));
                        image["ImageFamily"] = family;
                      }),
      spoiling_images("no-status", "Images have no Status.", "Status",
                      [](json::object& image) { image.erase("Status"); }),
      spoiling_images("owner-is-other", "Owners see their images as those of others.",
                      "ImageOwnerAlias",
                      [](json::object& image) { image["ImageOwnerAlias"] = "others"; }),
      spoiling_images("tags-flat", "Tags are a plain list.", "Tags",
                      [](json::object& image) { flatten(image.at("Tags"), "Tag"); }),
      spoiling("images-flat", "Images are a plain list.", "Images", "Images",
               [](json::value& images) { flatten(images, "Image"); }),
      spoiling("total-as-text", "TotalCount is a text.", "TotalCount", "TotalCount", to_text_value),
      spoiling("total-off-by-one", "TotalCount is one too high.", "TotalCount", "TotalCount",
               [](json::value& count) { count = count.to_number<std::int64_t>() + 1; }),
      spoiling("accounts-flat", "Accounts are a plain list.", "Accounts", "Accounts",
               [](json::value& accounts) { flatten(accounts, "Account"); }),
      {"created-without-id",
       "CreateImage answers no ImageId.",
       "ImageId",
       {},
       [](const Request& request, Observation& seen) {
         if (request.action == "CreateImage" && seen.status == 200)
           seen.body.get_object().erase("ImageId");
       }},
      {"created-is-202",
       "Success is answered without a RequestId.",
       "RequestId",
       {},
       [](const Request&, Observation& seen) {
         if (seen.status == 200) seen.body.get_object().erase("RequestId");
       }},
      {"deprecated-listed", "Deprecated images are listed without being asked for.",
       "DescribeImages",
       [](const Den& den, const Request& request) {
         const bool is_plain = request.action == "DescribeImages" && !request.find("Status");
         return den.handle(is_plain ? with(request, "Status", "ALL") : request);
       }},
      {"all-hides-deprecated", "Status=ALL lists Available images alone.", "DescribeImages",
       [](const Den& den, const Request& request) {
         const bool is_all = request.action == "DescribeImages" && text(request, "Status") == "ALL";
         return den.handle(is_all ? with(request, "Status", "Available") : request);
       }},
  };
}

}  // namespace imgfam::zoo
