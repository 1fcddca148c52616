// A cloud as text: for traces, failures and people.
#include <imgfam/cloud/cloud.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace imgfam {
namespace {

void compare(std::vector<std::string>& out, const std::string& id, std::string_view what,
             const std::string& before, const std::string& after) {
  if (before == after) return;
  const auto shown = [](const std::string& text) {
    return text.empty() ? std::string_view("none") : std::string_view(text);
  };
  out.push_back(fmt::format("{}: {} {} -> {}", id, what, shown(before), shown(after)));
}

std::string shares_of(const Image& image) {
  std::string out;
  for (const SharedAccount& s : image.shared_with)
    out += fmt::format("{}{}", out.empty() ? "" : ",", s.account.uid);
  return out;
}

std::string tags_of(const Image& image) {
  std::string out;
  for (const Tag& t : image.tags)
    out += fmt::format("{}{}={}", out.empty() ? "" : ",", t.key, t.value);
  return out;
}

void compare(std::vector<std::string>& out, const Image& a, const Image& b) {
  const auto yes = [](bool flag) { return std::string(flag ? "yes" : "no"); };
  compare(out, a.id, "status", std::string(to_text(a.status)), std::string(to_text(b.status)));
  compare(out, a.id, "name", a.name, b.name);
  compare(out, a.id, "family", a.family, b.family);
  compare(out, a.id, "description", a.description, b.description);
  compare(out, a.id, "boot mode", std::string(to_text(a.boot_mode)),
          std::string(to_text(b.boot_mode)));
  compare(out, a.id, "license", std::string(to_text(a.license)), std::string(to_text(b.license)));
  compare(out, a.id, "NVMe support", yes(a.nvme_supported), yes(b.nvme_supported));
  compare(out, a.id, "IMDS v2", yes(a.imds_v2), yes(b.imds_v2));
  compare(out, a.id, "community", yes(a.is_community), yes(b.is_community));
  compare(out, a.id, "shared with", shares_of(a), shares_of(b));
  compare(out, a.id, "tags", tags_of(a), tags_of(b));
  compare(out, a.id, "ever used", yes(a.was_ever_used), yes(b.was_ever_used));
}

void compare(std::vector<std::string>& out, const Instance& a, const Instance& b) {
  compare(out, a.id, "status", std::string(to_text(a.status)), std::string(to_text(b.status)));
  compare(out, a.id, "image", a.image, b.image);
  compare(out, a.id, "boot mode", std::string(to_text(a.boot_mode)),
          std::string(to_text(b.boot_mode)));
  compare(out, a.id, "IMDS v2", a.imds_v2 ? "yes" : "no", b.imds_v2 ? "yes" : "no");
}

}  // namespace

std::string describe(const Cloud& cloud, const Image& image) {
  std::string out = image.id;
  if (image.name != image.id) out += fmt::format(" `{}`", image.name);
  out += fmt::format(" {}", to_text(image.status));
  if (image.status == Status::Creating) out += fmt::format(" {}%", cloud.progress_of(image));
  if (!image.family.empty()) out += fmt::format(" in {}", image.family);
  out += fmt::format(", created {}, {}", to_string(image.created), to_text(image.boot_mode));
  if (!image.shared_with.empty()) out += fmt::format(", shared with {}", shares_of(image));
  if (image.is_community) out += ", community";
  if (cloud.is_in_use(image)) out += ", in use";
  if (image.origin == Origin::System) return out + ", system";
  return out + fmt::format(", of {} in {}", image.owner.uid, image.region);
}

std::string describe(const Instance& i) {
  return fmt::format("{} {} from {}, {}, of {} in {}", i.id, to_text(i.status), i.image,
                     to_text(i.boot_mode), i.account.uid, i.region);
}

std::ostream& operator<<(std::ostream& out, const Cloud& cloud) {
  out << "edition " << to_text(cloud.settings().edition) << " at " << cloud.now() << '\n';
  const std::string readings = to_string(cloud.settings().interpretation);
  if (!readings.empty()) out << "interpretation " << readings << '\n';
  for (const Image* image : cloud.images().in_order())
    out << describe(cloud, *image) << '\n';
  for (const Instance* instance : cloud.instances().in_order())
    out << describe(*instance) << '\n';
  return out;
}

std::vector<std::string> changes_between(const Cloud& before, const Cloud& after) {
  std::vector<std::string> out;
  if (before.now() != after.now())
    out.push_back(fmt::format("clock {} -> {}", to_string(before.now()), to_string(after.now())));
  for (const Image* image : before.images().in_order()) {
    const Image* now = after.images().get(image->id);
    if (now) {
      compare(out, *image, *now);
    } else {
      out.push_back(image->id + ": deleted");
    }
  }
  for (const Image* image : after.images().in_order()) {
    if (!before.images().get(image->id))
      out.push_back(fmt::format("new image {}", describe(after, *image)));
  }
  for (const Instance* instance : before.instances().in_order()) {
    const Instance* now = after.instances().get(instance->id);
    if (now) {
      compare(out, *instance, *now);
    } else {
      out.push_back(instance->id + ": deleted");
    }
  }
  for (const Instance* instance : after.instances().in_order()) {
    if (!before.instances().get(instance->id))
      out.push_back(fmt::format("new instance {}", describe(*instance)));
  }
  return out;
}

}  // namespace imgfam
