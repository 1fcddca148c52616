#include "compare.hpp"

#include "pairing.hpp"

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace imgfam {
namespace {

namespace json = boost::json;

/// Fields that no request determines: the model shows them as its documents' samples do.
constexpr std::array<std::string_view, 21> only_shown{"Device",
                                                      "Encrypted",
                                                      "Format",
                                                      "ImageVersion",
                                                      "ImportOSSBucket",
                                                      "ImportOSSObject",
                                                      "IsSubscribed",
                                                      "IsSupportCloudinit",
                                                      "IsSupportIoOptimized",
                                                      "LocalName",
                                                      "LoginAsNonRootSupported",
                                                      "OSName",
                                                      "OSNameEn",
                                                      "ProductCode",
                                                      "RegionEndpoint",
                                                      "RemainTime",
                                                      "ResourceGroupId",
                                                      "Size",
                                                      "SupplierName",
                                                      "Type",
                                                      "Platform"};

/// What an element of a list is known by; the first that it has.
constexpr std::array<std::string_view, 6> keys{"InstanceId", "ImageId", "AliyunId",
                                               "TagKey",     "Device",  "RegionId"};

bool is_only_shown(std::string_view field) {
  return std::find(only_shown.begin(), only_shown.end(), field) != only_shown.end();
}

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

std::string_view text_or_empty(const json::value* value) {
  const json::string* text = value ? value->if_string() : nullptr;
  return text ? std::string_view(*text) : std::string_view();
}

/// What a value looks like in XML.
std::string plain(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  return value.is_null() ? std::string() : json::serialize(value);
}

std::string shown(const json::value* value) {
  constexpr std::size_t bytes_max = 200;
  if (!value) return "nothing";
  std::string text = json::serialize(*value);
  if (text.size() > bytes_max) text = text.substr(0, bytes_max) + "…";
  return text;
}

bool is_nothing(const json::value* value) {
  if (!value || value->is_null()) return true;
  if (const json::string* text = value->if_string()) return text->empty();
  if (const json::array* array = value->if_array()) return array->empty();
  const json::object* object = value->if_object();
  return object && std::all_of(object->begin(), object->end(),
                               [](const auto& entry) { return is_nothing(&entry.value()); });
}

bool have_same_type(const json::value& a, const json::value& b) {
  return a.kind() == b.kind() || (a.is_number() && b.is_number());
}

bool is_equal_number(const json::value& a, const json::value& b) {
  return a.is_number() && b.is_number() && a.to_number<double>() == b.to_number<double>();
}

const json::value* member(const json::value& value, std::string_view key) {
  const json::object* object = value.if_object();
  return object ? object->if_contains(view(key)) : nullptr;
}

/// By which field the elements of a list are known; empty when they are plain values.
std::string_view key_of(const json::value& element) {
  for (const std::string_view key : keys) {
    if (member(element, key)) return key;
  }
  return {};
}

std::string id_of(const json::value& element, std::string_view key) {
  if (key.empty()) return plain(element);
  const json::value* id = member(element, key);
  return id ? plain(*id) : std::string();
}

class Comparer {
 public:
  Comparer(const Prediction& predicted, const Observation& observed, const Unseen& unseen)
      : predicted_(predicted), observed_(observed), unseen_(unseen) {}

  Comparison compare() {
    if (const auto* refusal = std::get_if<Refusal>(&predicted_.outcome)) {
      compare_refusal(*refusal);
    } else {
      compare_response(std::get<Response>(predicted_.outcome));
    }
    const json::value* id = member(observed_.body, "RequestId");
    if (!id || !id->is_string() || id->get_string().empty())
      differ("RequestId", "some text", shown(id));
    return std::move(result_);
  }

 private:
  /// Where in the document, and of which image that part of it is.
  struct Place {
    std::string path;
    std::string image;

    Place at(std::string_view field) const {
      return {path.empty() ? std::string(field) : fmt::format("{}.{}", path, field), image};
    }
  };

  void differ(std::string_view where, std::string_view expected, std::string_view found) {
    result_.differences.push_back(fmt::format("{}: expected {}, found {}", where, expected, found));
  }

  // ---- The whole ----

  void compare_refusal(const Refusal& refusal) {
    const int status = observed_.status;
    const std::string code(text_or_empty(member(observed_.body, "Code")));
    const bool is_client_error = status >= 400 && status < 500;
    if (refusal.latitude == Latitude::Any403) {
      if (status != 403) differ("status", "403", fmt::to_string(status));
    } else if (refusal.latitude == Latitude::Any4xx) {
      if (!is_client_error) differ("status", "some client error", fmt::to_string(status));
    } else {
      if (status != refusal.status)
        differ("status", fmt::to_string(refusal.status), fmt::to_string(status));
      if (code != refusal.code) differ("Code", refusal.code, code.empty() ? "nothing" : code);
    }
    if (code.empty() && is_client_error) differ("Code", "some text", "nothing");
  }

  void compare_response(const Response& response) {
    if (!is_success(observed_)) {
      const std::string_view code = text_or_empty(member(observed_.body, "Code"));
      differ("status", "a success", fmt::format("{} {}", observed_.status, code));
      return;
    }
    walk_object(response.document, observed_.body, {});
    // That a family resolves to nothing shows in this alone.
    const json::value* image = member(observed_.body, "Image");
    if (!response.document.contains("Image") && !is_nothing(image))
      differ("Image", "nothing", shown(image));
  }

  // ---- Values ----

  void walk_object(const json::object& predicted, const json::value& observed, Place place) {
    if (!observed.is_object() && observed_.are_types_known) {
      differ(place.path.empty() ? "body" : place.path, "an object", shown(&observed));
      return;
    }
    const bool is_image = predicted.contains("ImageId") && predicted.contains("ImageName");
    if (is_image) place.image = plain(predicted.at("ImageId"));
    for (const auto& entry : predicted) {
      const std::string_view field(entry.key());
      if (field == "RequestId") continue;
      walk(field, entry.value(), member(observed, field), place.at(field));
    }
  }

  void walk(std::string_view field, const json::value& predicted, const json::value* observed,
            const Place& place) {
    if (const json::array* list = predicted.if_array()) {
      walk_list(*list, observed, place);
    } else if (const json::object* object = predicted.if_object()) {
      static const json::value nothing = json::object{};
      const bool may_lack = !observed_.are_types_known && is_nothing(observed);
      walk_object(*object, may_lack ? nothing : observed ? *observed : json::value{}, place);
    } else if (is_only_shown(field) || is_guess(field, predicted, place)) {
      if (observed) check_type(predicted, *observed, place);
    } else if (!observed) {
      const bool is_missing = observed_.are_types_known || !is_nothing(&predicted);
      if (is_missing) differ(place.path, shown(&predicted), "nothing");
    } else if (check_type(predicted, *observed, place)) {
      compare_values(field, predicted, *observed, place);
    }
  }

  /// What the model shows and no document settles: the name of an image that was made without one,
  /// how far a creation is.
  bool is_guess(std::string_view field, const json::value& predicted, const Place& place) const {
    if (place.image.empty()) return false;
    const std::string_view text = text_or_empty(&predicted);
    if (field == "ImageName") return text == place.image && unseen_.made.contains(place.image);
    return field == "Progress" && !text.starts_with("100");
  }

  bool check_type(const json::value& predicted, const json::value& observed, const Place& place) {
    if (!observed_.are_types_known || have_same_type(predicted, observed)) return true;
    differ(place.path, fmt::format("{} ({})", shown(&predicted), type_name(predicted)),
           fmt::format("{} ({})", shown(&observed), type_name(observed)));
    return false;
  }

  static std::string_view type_name(const json::value& value) {
    if (value.is_string()) return "a text";
    if (value.is_number()) return "a number";
    if (value.is_bool()) return "a boolean";
    return value.is_null() ? "null" : "a structure";
  }

  void compare_values(std::string_view field, const json::value& predicted,
                      const json::value& observed, const Place& place) {
    if (const json::string* text = predicted.if_string()) {
      const std::string mine(*text);
      const std::string theirs = plain(observed);
      if (is_adopted_id(mine, theirs) || is_adopted_snapshot(field, mine, theirs, place) ||
          is_near_time(field, mine, theirs, place))
        return;
    }
    const bool are_equal = predicted == observed || is_equal_number(predicted, observed) ||
                           (!observed_.are_types_known && plain(predicted) == plain(observed));
    if (!are_equal) differ(place.path, shown(&predicted), shown(&observed));
  }

  // ---- What is taken over ----

  bool is_unseen_id(const std::string& id) const {
    return unseen_.ids.contains(id) || std::find(predicted_.drawn.begin(), predicted_.drawn.end(),
                                                 id) != predicted_.drawn.end();
  }

  bool is_adopted_id(const std::string& mine, const std::string& theirs) {
    if (!is_unseen_id(mine) || theirs.empty()) return false;
    return result_.adoption.ids.emplace(mine, theirs).first->second == theirs;
  }

  /// The first answer that shows an image's snapshot says which one it is.
  bool is_adopted_snapshot(std::string_view field, const std::string& mine,
                           const std::string& theirs, const Place& place) {
    if (field != "SnapshotId" || place.image.empty() || theirs.empty()) return false;
    if (unseen_.snapshots_seen.contains(mine)) return false;
    return result_.adoption.snapshots.emplace(place.image, theirs).first->second == theirs;
  }

  /// The first answer that shows an image's CreationTime says when it was created. No rule looks at
  /// the other times.
  bool is_near_time(std::string_view field, const std::string& mine, const std::string& theirs,
                    const Place& place) {
    if (field != "CreationTime" && field != "SharedTime") return false;
    const auto found = parse_time(theirs);
    const auto is_within = [&](TimeSpan span) {
      return found && span.first <= *found + unseen_.tolerance &&
             *found <= span.last + unseen_.tolerance;
    };
    if (field == "SharedTime" || place.image.empty()) {
      const auto time = parse_time(mine);
      return time && is_within({*time, *time + unseen_.slowest});
    }
    const auto unseen = unseen_.times.find(place.image);
    if (unseen == unseen_.times.end() || !is_within(unseen->second)) return false;
    return result_.adoption.times.emplace(place.image, *found).first->second == *found;
  }

  // ---- Lists ----

  using Elements = std::vector<const json::value*>;

  /// The elements of an observed list. XML does not show an empty one, and one of a single element
  /// like that element.
  std::optional<Elements> elements_of(const json::value* observed) const {
    Elements elements;
    if (const json::array* list = observed ? observed->if_array() : nullptr) {
      for (const json::value& v : *list)
        elements.push_back(&v);
      return elements;
    }
    if (observed_.are_types_known) return std::nullopt;
    if (!is_nothing(observed)) elements.push_back(observed);
    return elements;
  }

  void walk_list(const json::array& predicted, const json::value* observed, const Place& place) {
    const auto elements = elements_of(observed);
    if (!elements) {
      differ(place.path, "a list", shown(observed));
      return;
    }
    if (predicted_.all_elements && cut_list(document()) == &predicted) {
      walk_page(predicted.size(), *elements, place);
    } else {
      walk_whole_list(predicted, *elements, place);
    }
  }

  const json::object& document() const { return std::get<Response>(predicted_.outcome).document; }

  void walk_element(const json::value& predicted, const json::value& observed, std::string_view key,
                    const Place& place) {
    const Place inside{fmt::format("{}[{}]", place.path, id_of(observed, key)), place.image};
    if (const json::object* object = predicted.if_object()) {
      walk_object(*object, observed, inside);
    } else if (check_type(predicted, observed, inside)) {
      compare_values({}, predicted, observed, inside);
    }
  }

  /// Which elements stand on which page is not documented: those that are there must be of the
  /// list.
  void walk_page(std::size_t size, const Elements& observed, const Place& place) {
    if (observed.size() != size)
      differ(place.path, fmt::format("{} elements", size), fmt::to_string(observed.size()));
    const json::array& all = *predicted_.all_elements;
    const std::string_view key = all.empty() ? std::string_view() : key_of(all.front());
    std::set<std::string> seen;
    Elements strangers;
    for (const json::value* o : observed) {
      const std::string id = id_of(*o, key);
      const auto p = std::find_if(all.begin(), all.end(),
                                  [&](const json::value& v) { return id_of(v, key) == id; });
      if (p == all.end()) {
        strangers.push_back(o);
      } else if (!seen.insert(id).second) {
        differ(place.path, "no such element", id);
      } else {
        walk_element(*p, *o, key, place);
      }
    }
    Elements unseen;
    for (const json::value& p : all) {
      if (is_unseen_id(id_of(p, key))) unseen.push_back(&p);
    }
    for (const json::value* o : walk_unseen(unseen, strangers, key, place).theirs)
      differ(place.path, "no such element", id_of(*o, key));
  }

  /// Elements that stand for none of the other side.
  struct LeftOver {
    Elements mine;
    Elements theirs;
  };

  /// Those whose ids no answer has shown yet stand for those that nobody knows: for which is told
  /// by what else they show.
  LeftOver walk_unseen(const Elements& mine, const Elements& theirs, std::string_view key,
                       const Place& place) {
    const auto fits = [&](std::size_t m, std::size_t t) {
      const Comparison kept = result_;
      walk_element(*mine[m], *theirs[t], key, place);
      const bool is_alike = result_.differences.size() == kept.differences.size();
      result_ = kept;
      return is_alike;
    };
    const auto partner = pair_up(mine.size(), theirs.size(), fits);
    LeftOver left;
    std::vector<bool> is_taken(theirs.size());
    for (std::size_t m = 0; m < mine.size(); ++m) {
      if (!partner[m]) {
        left.mine.push_back(mine[m]);
        continue;
      }
      walk_element(*mine[m], *theirs[*partner[m]], key, place);
      is_taken[*partner[m]] = true;
    }
    for (std::size_t t = 0; t < theirs.size(); ++t) {
      if (!is_taken[t]) left.theirs.push_back(theirs[t]);
    }
    return left;
  }

  void walk_whole_list(const json::array& predicted, Elements observed, const Place& place) {
    const json::value* first = !predicted.empty() ? &predicted.front()
                               : observed.empty() ? nullptr
                                                  : observed.front();
    const std::string_view key = first ? key_of(*first) : std::string_view();
    // Which regions there are is the implementation's own.
    const bool is_open = key == "RegionId";
    Elements not_found;
    Elements unseen;
    for (const json::value& p : predicted) {
      const auto o = std::find_if(observed.begin(), observed.end(), [&](const json::value* v) {
        return id_of(*v, key) == id_of(p, key);
      });
      if (o == observed.end()) {
        (is_unseen_id(id_of(p, key)) ? unseen : not_found).push_back(&p);
      } else {
        walk_element(p, **o, key, place);
        observed.erase(o);
      }
    }
    LeftOver left = walk_unseen(unseen, observed, key, place);
    // What fits nothing differs from something.
    for (; !left.mine.empty() && !left.theirs.empty(); left.theirs.pop_back()) {
      walk_element(*left.mine.back(), *left.theirs.back(), key, place);
      left.mine.pop_back();
    }
    if (is_open) return;
    not_found.insert(not_found.end(), left.mine.begin(), left.mine.end());
    for (const json::value* p : not_found)
      differ(place.path, id_of(*p, key), "no such element");
    for (const json::value* o : left.theirs)
      differ(place.path, "no such element", id_of(*o, key));
  }

  const Prediction& predicted_;
  const Observation& observed_;
  const Unseen& unseen_;
  Comparison result_;
};

}  // namespace

Comparison compare(const Prediction& predicted, const Observation& observed, const Unseen& unseen) {
  return Comparer(predicted, observed, unseen).compare();
}

const json::array* list_of(const json::object& document) {
  if (!document.contains("TotalCount")) return nullptr;
  for (const auto& entry : document) {
    const json::object* holder = entry.value().if_object();
    const json::array* list =
        holder && holder->size() == 1 ? holder->begin()->value().if_array() : nullptr;
    if (list) return list;
  }
  return nullptr;
}

const json::array* cut_list(const json::object& document) {
  const json::array* list = list_of(document);
  const bool is_cut = list && list->size() < document.at("TotalCount").to_number<std::size_t>();
  return is_cut ? list : nullptr;
}

}  // namespace imgfam
