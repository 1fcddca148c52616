#include "branch.hpp"

#include <iterator>

namespace imgfam {
namespace {

/// The part of the boxes that agrees; what does not is left in them.
std::vector<Box> take_agreeing(std::vector<Box>& boxes, const Interpretation& with,
                               QuestionSet on) {
  std::vector<Box> taken;
  std::vector<Box> rest;
  for (const Box& box : boxes) {
    const auto inside = box.agreeing(with, on);
    if (!inside) {
      rest.push_back(box);
      continue;
    }
    taken.push_back(*inside);
    auto outside = box.disagreeing(with, on);
    std::move(outside.begin(), outside.end(), std::back_inserter(rest));
  }
  boxes = std::move(rest);
  return taken;
}

}  // namespace

std::optional<std::vector<Leaf>> branch(const SharedCloud& cloud, std::vector<Box> boxes,
                                        const Request& request, const IdNames& names,
                                        std::size_t most) {
  std::vector<Leaf> leaves;
  while (!boxes.empty()) {
    if (leaves.size() == most) return std::nullopt;
    const Interpretation reading = boxes.front().first();
    auto after = std::make_shared<Cloud>(*cloud);
    after->follow(reading);
    after->rename_ids_to_come(names);
    Leaf leaf;
    {
      const QuestionsAsked asked;
      leaf.outcome = after->handle(request, &leaf.trace);
      leaf.asked = asked.get();
    }
    after->follow({});
    after->rename_ids_to_come({});
    leaf.after = *after == *cloud ? cloud : std::move(after);
    leaf.boxes = take_agreeing(boxes, reading, leaf.asked);
    leaves.push_back(std::move(leaf));
  }
  return leaves;
}

}  // namespace imgfam
