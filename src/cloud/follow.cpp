// Following another implementation: its readings, its ids and its times become the cloud's.
#include <imgfam/cloud/cloud.hpp>

#include <imgfam/model/assert.hpp>

namespace imgfam {
namespace {

/// Puts `to` for every text that is `from`.
void replace_text(boost::json::value& value, std::string_view from, std::string_view to) {
  if (boost::json::string* text = value.if_string()) {
    if (std::string_view(*text) == from) text->assign(to.data(), to.size());
  } else if (boost::json::array* array = value.if_array()) {
    for (boost::json::value& item : *array)
      replace_text(item, from, to);
  } else if (boost::json::object* object = value.if_object()) {
    for (auto&& entry : *object)
      replace_text(entry.value(), from, to);
  }
}

}  // namespace

void Cloud::follow(const Interpretation& interpretation) {
  settings_.interpretation = interpretation;
  table_ = &CompiledTable::of(policy_of(settings_.edition, interpretation));
}

void Cloud::rename(std::string_view from, std::string_view to) {
  IMGFAM_ASSERT(!images_.get(to));
  IMGFAM_ASSERT(!instances_.get(to));
  const std::string old(from);
  const Slot slot = images_.find(old);
  if (slot == SlotIndex::none) {
    Instance instance = instances_[instances_.find(old)];
    instances_.remove(instances_.find(old));
    instance.id = to;
    instances_.add(std::move(instance));
  } else {
    Image image = images_[slot];
    images_.remove(slot);
    if (image.name == image.id) image.name = to;
    image.id = to;
    images_.add(std::move(image));
    for (const Instance* i : instances_.in_order()) {
      if (i->image == old) instances_.set_image(instances_.find(i->id), std::string(to));
    }
    for (const Image* i : images_.in_order()) {
      if (i->copied_from == old) images_.details(images_.slot_of(*i)).copied_from = to;
    }
    for (Creation& c : creations_) {
      if (c.image == old) c.image = to;
    }
  }
  for (auto& [token, use] : tokens_) {
    for (auto&& entry : use.response)
      replace_text(entry.value(), old, to);
  }
}

void Cloud::set_created(std::string_view id, SimTime created) {
  const Slot slot = images_.find(id);
  Image image = images_[slot];
  images_.remove(slot);
  image.created = created;
  images_.add(std::move(image));
}

void Cloud::set_snapshot(std::string_view image, std::string snapshot) {
  images_.details(images_.find(image)).snapshot = std::move(snapshot);
}

}  // namespace imgfam
