// Ids in the shapes of the real service, drawn from the seed: the n-th id of a cloud is a function
// of seed and n.
#include <imgfam/cloud/cloud.hpp>

#include <imgfam/model/uuid.hpp>

#include <array>

namespace imgfam {
namespace {

struct Marker {
  std::string_view region;
  std::string_view text;
};

/// What ids begin with after their prefix, by region, as the documents' samples show.
constexpr std::array markers{Marker{"cn-hangzhou", "bp1"}, Marker{"cn-beijing", "2ze"}};

constexpr std::size_t id_length = 20;  // After the prefix. [doc: sample m-bp18ygjuqnwhechc****]

void append_characters(std::string& out, std::size_t count, std::uint64_t random) {
  constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  for (std::size_t i = 0; i < count; ++i) {
    out += alphabet[random % alphabet.size()];
    random = random / alphabet.size() ^ mix(random);
  }
}

}  // namespace

std::string Cloud::next_id(std::string_view prefix, std::string_view region) {
  for (;;) {
    std::string id(prefix);
    for (const Marker& m : markers) {
      if (m.region == region) id += m.text;
    }
    const std::size_t length = prefix.size() + id_length;
    append_characters(id, length - id.size(),
                      mix(settings_.seed * 0x2545f4914f6cdd1dULL + ++ids_drawn_));
    if (auto named = names_to_come_.extract(id)) return std::move(named.mapped());
    if (!images_.get(id) && !instances_.get(id)) return id;
  }
}

std::string Cloud::next_request_id() { return uuid_of(settings_.seed, ++requests_); }

}  // namespace imgfam
