// Cloud::handle for ModifyImageAttribute, on a cloud of a thousand images in a hundred families:
// what changes a status, what is refused, what changes a name, and the three mixed.
#include <imgfam/cloud/cloud.hpp>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace imgfam {
namespace {

constexpr AccountId account{1000000000000001};
constexpr AccountId other_account{2000000000000002};
constexpr std::size_t families_count = 100;
constexpr std::size_t members_count = 10;

std::string image_id(std::size_t family, std::size_t member) {
  return fmt::format("m-bp1{:08}{:08}x", family, member);
}

/// The newest member of every family is shared, so deprecating it is refused.
Cloud cloud_of_thousand() {
  Cloud cloud;
  for (std::size_t f = 0; f < families_count; ++f) {
    for (std::size_t m = 0; m < members_count; ++m) {
      Image image;
      image.id = image_id(f, m);
      image.name = fmt::format("web-{}-{}", f, m);
      image.family = fmt::format("web-{}", f);
      image.region = "cn-hangzhou";
      image.owner = account;
      image.created = cloud.now() + Duration{static_cast<std::int64_t>(m)} + Duration{-3600};
      if (m + 1 == members_count) image.shared_with = {{other_account, image.created}};
      cloud.add(std::move(image)).value();
    }
  }
  return cloud;
}

Request modify(std::size_t family, std::size_t member, std::string name, std::string value) {
  return {.action = "ModifyImageAttribute",
          .account = account,
          .parameters = {{"RegionId", "cn-hangzhou"},
                         {"ImageId", image_id(family, member)},
                         {std::move(name), std::move(value)}}};
}

/// Every image of every family is Deprecated, then brought back.
std::vector<Request> status_flips() {
  std::vector<Request> out;
  for (const char* status : {"Deprecated", "Available"}) {
    for (std::size_t f = 0; f < families_count; ++f) {
      for (std::size_t m = 0; m + 1 < members_count; ++m)
        out.push_back(modify(f, m, "Status", status));
    }
  }
  return out;
}

/// A shared image cannot be Deprecated, an Available one not made Available; an image that there is
/// not, a family's name with a blank in it.
std::vector<Request> refusals() {
  std::vector<Request> out;
  for (std::size_t f = 0; f < families_count; ++f) {
    out.push_back(modify(f, members_count - 1, "Status", "Deprecated"));
    out.push_back(modify(f, members_count - 1, "Status", "Available"));
    out.push_back(modify(f, members_count, "Status", "Available"));
    out.push_back(modify(f, members_count - 1, "ImageFamily", "web family"));
  }
  return out;
}

/// Every image gets a new name, then its old one.
std::vector<Request> names() {
  std::vector<Request> out;
  for (const char* form : {"web-{}-{}-renamed", "web-{}-{}"}) {
    for (std::size_t f = 0; f < families_count; ++f) {
      for (std::size_t m = 0; m + 1 < members_count; ++m)
        out.push_back(modify(f, m, "ImageName", fmt::format(fmt::runtime(form), f, m)));
    }
  }
  return out;
}

/// One of each in turn.
std::vector<Request> mixed() {
  const std::vector<Request> lists[] = {status_flips(), refusals(), names()};
  std::vector<Request> out;
  for (std::size_t i = 0; i < lists[0].size(); ++i) {
    for (const auto& list : lists)
      out.push_back(list[i % list.size()]);
  }
  return out;
}

void handle(benchmark::State& state, std::vector<Request> (*make)(),
            std::size_t refused_in_hundred) {
  const std::vector<Request> requests = make();
  Cloud cloud = cloud_of_thousand();
  std::size_t answered = 0;
  std::size_t refused = 0;
  for (auto _ : state) {
    for (const Request& request : requests)
      refused += is_refused(cloud.handle(request)) ? 1 : 0;
    answered += requests.size();
  }
  if (refused * 100 / answered != refused_in_hundred)
    state.SkipWithError("other refusals than meant");
  state.SetItemsProcessed(static_cast<std::int64_t>(answered));
}
BENCHMARK_CAPTURE(handle, status_flips, status_flips, 0);
BENCHMARK_CAPTURE(handle, refusals, refusals, 100);
BENCHMARK_CAPTURE(handle, names, names, 0);
BENCHMARK_CAPTURE(handle, mixed, mixed, 33);

}  // namespace
}  // namespace imgfam
