// RunInstances: instances of an image, or of what a family resolves to, Running at once.
// [doc: RunInstances 2023; guide Create an instance from an image family 2021]
#include "../call.hpp"
#include "../launching.hpp"

#include <boost/json/array.hpp>

#include <charconv>

namespace imgfam {
namespace {

std::size_t judge_amount(Call& call) {
  constexpr std::size_t amount_max = 100;
  const auto text = call.text("Amount");
  if (text.empty()) return 1;
  std::size_t amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  const bool is_whole = error == std::errc{} && end == text.data() + text.size();
  call.check(is_whole && amount >= 1 && amount <= amount_max, "launch-amount"_rule, "Amount");
  return amount;
}

}  // namespace

Outcome run_instances(Call& call) {
  const auto region = call.region();
  const Image* image = judge_launch_image(call, region);
  const std::size_t amount = judge_amount(call);
  call.flag("DeletionProtection");
  call.end_of_checks();
  if (call.is_refused()) return call.refuse();

  boost::json::array ids;
  for (std::size_t i = 0; i < amount; ++i)
    ids.emplace_back(launch_one(call, *image, region, InstanceStatus::Running));
  return call.respond({{"InstanceIdSets", boost::json::object{{"InstanceIdSet", std::move(ids)}}}});
}

}  // namespace imgfam
