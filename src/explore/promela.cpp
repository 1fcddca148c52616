#include <imgfam/explore/promela.hpp>

#include "digits.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <set>

namespace imgfam {
namespace {

/// Writes a DigitModel: a variable for each digit, an option for each thing that can happen.
class PromelaWriter {
 public:
  explicit PromelaWriter(const DigitModel& digits) : digits_(digits) {}

  std::string write() {
    write_head();
    line("active proctype requests() {");
    line("end: do");  // An end state where nothing is left to be done.
    for (std::size_t i = 0; i < digits_.images(); ++i) {
      write_creation(i);
      for (std::uint16_t e = 0; e < digits_.events().size(); ++e)
        write_event(i, e);
    }
    for (std::size_t f = 0; f < digits_.families(); ++f)
      write_family_launches(f);
    for (std::size_t j = 0; j < digits_.instances(); ++j)
      option(fmt::format("ins[{}] != 0", j), fmt::format("ins[{}] = 0", j));
    line("  od");
    line("}");
    return std::move(out_);
  }

 private:
  void line(std::string_view text) { out_.append(text).append("\n"); }
  void option(const std::string& guard, const std::string& effect) {
    line(fmt::format("  :: d_step {{ {} -> {} }}", guard, effect));
  }

  void write_head() {
    const FamilyModel& model = digits_.model();
    const ModelOptions& options = model.options();
    line(
        "/* A family of images, as `imgfam explore` has it: every accepted request is one d_step.");
    line(fmt::format("   {} images, {} accounts, {} instances; edition {}; {}.", model.images(),
                     model.accounts(), model.instances(), to_text(options.edition),
                     options.interpretation == Interpretation{}
                         ? std::string("the default readings")
                         : to_string(options.interpretation)));
    line("   spin -o2 -a; without -o2 what no guard reads is dropped, and states with it.");
    line(
        "   ins[j] is 0 for no instance, i+1 for one of img[i], more for one whose image is gone.");
    line("   img[i] is one of:");
    for (Code code = 0; code < digits_.codes(); ++code) {
      FamilyState state;
      state.images = {digits_.image_of(code)};
      const std::string what = code == DigitModel::absent ? "not created yet"
                               : code == digits_.deleted()
                                   ? "deleted"
                                   : model.describe(state).substr(model.image_name(0).size() + 1);
      line(fmt::format("   {:>4}  {}", code, what));
    }
    line("*/");
    const char* type = digits_.codes() <= 256 ? "byte" : "short";
    line(fmt::format("{} img[{}];", type, digits_.images()));
    if (digits_.instances() != 0) line(fmt::format("byte ins[{}];", digits_.instances()));
    std::vector<std::string> uses;
    for (std::size_t j = 0; j < digits_.instances(); ++j)
      uses.push_back(fmt::format("ins[{}] == i + 1", j));
    line(fmt::format("#define used(i) ({})",
                     uses.empty() ? "false" : fmt::format("{}", fmt::join(uses, " || "))));
    line("");
  }

  /// Whether the image's code is one of the set. An int holds the bits of 31 codes.
  std::string is_one_of(std::size_t image, const std::set<Code>& codes) const {
    constexpr Code bits = 31;
    std::map<Code, std::uint32_t> words;
    for (const Code code : codes)
      words[code / bits] |= 1U << (code % bits);
    std::vector<std::string> parts;
    for (const auto& [word, mask] : words) {
      const unsigned first = word * bits;
      parts.push_back(
          digits_.codes() <= bits
              ? fmt::format("(({} >> img[{}]) & 1)", mask, image)
              : fmt::format(
                    "(img[{0}] >= {1} && img[{0}] < {2} && (({3} >> (img[{0}] - {1})) & 1))", image,
                    first, first + bits, mask));
    }
    return parts.size() == 1 ? parts[0] : fmt::format("({})", fmt::join(parts, " || "));
  }
  void write_creation(std::size_t image) {
    const std::string before =
        image == 0 ? std::string() : fmt::format("img[{}] != 0 && ", image - 1);
    for (std::size_t f = 0; f < digits_.families(); ++f)
      option(fmt::format("{}img[{}] == 0", before, image),
             fmt::format("img[{}] = {}", image, digits_.born(f)));
  }

  /// Codes that change by the same amount are one option, so that there are few.
  void write_event(std::size_t image, std::uint16_t event) {
    std::map<int, std::set<Code>> accepted[2];
    for (Code code = 1; code < digits_.codes(); ++code) {
      if (event >= digits_.events_in(code)) continue;
      for (const bool is_used : {false, true}) {
        RuleSet broken;
        const Code next = digits_.next(code, is_used, event, broken);
        if (broken.none()) accepted[is_used][by(code, next)].insert(code);
      }
    }
    std::set<int> changes;
    for (const auto& by_use : accepted) {
      for (const auto& [change, codes] : by_use)
        changes.insert(change);
    }
    for (const int change : changes) {
      std::set<Code> both, unused, used;
      for (const Code code : accepted[0][change])
        (accepted[1][change].contains(code) ? both : unused).insert(code);
      for (const Code code : accepted[1][change]) {
        if (!both.contains(code)) used.insert(code);
      }
      write_options(image, event, change, both, "");
      write_options(image, event, change, unused, fmt::format(" && !used({})", image));
      write_options(image, event, change, used, fmt::format(" && used({})", image));
    }
  }

  /// Deletion is a change of its own, to a code instead of by an amount.
  int by(Code code, Code next) const {
    return next == digits_.deleted() && code != next ? to_deleted : int{next} - int{code};
  }

  void write_options(std::size_t image, std::uint16_t event, int change,
                     const std::set<Code>& codes, const std::string& and_use) {
    if (codes.empty()) return;
    const std::string guard = is_one_of(image, codes) + and_use;
    std::string effect =
        change == 0 ? "skip" : fmt::format("img[{0}] = img[{0}] + {1}", image, change);
    if (change < 0 && change != to_deleted)
      effect = fmt::format("img[{0}] = img[{0}] - {1}", image, -change);
    if (change == to_deleted) {
      effect = fmt::format("img[{}] = {}", image, digits_.deleted());
      for (std::size_t j = 0; j < digits_.instances(); ++j)
        effect += fmt::format("; if :: ins[{0}] == {1} -> ins[{0}] = {2} :: else fi", j, image + 1,
                              digits_.orphan_digit());
    }
    if (event != digits_.launch_event()) return option(guard, effect);
    for (std::size_t j = 0; j < digits_.instances(); ++j)
      option(guard + " && " + is_first_free(j),
             fmt::format("{}ins[{}] = {}", change == 0 ? "" : effect + "; ", j, image + 1));
  }

  static std::string is_first_free(std::size_t instance) {
    std::string guard = fmt::format("ins[{}] == 0", instance);
    for (std::size_t j = 0; j < instance; ++j)
      guard += fmt::format(" && ins[{}] != 0", j);
    return guard;
  }

  /// RunInstances by a family: of the newest Available member.
  void write_family_launches(std::size_t family) {
    if (digits_.instances() == 0) return;
    std::set<Code> available;
    for (Code code = 0; code < digits_.codes(); ++code) {
      if (digits_.is_available(code, family)) available.insert(code);
    }
    std::map<int, std::set<Code>> launched;  // By how the launch changes the image's code.
    for (const Code code : available) {
      RuleSet broken;
      const Code next = digits_.next(code, false, digits_.launch_event(), broken);
      launched[int{next} - int{code}].insert(code);
    }
    for (std::size_t i = 0; i < digits_.images(); ++i) {
      std::string guard = is_one_of(i, available);
      for (std::size_t newer = i + 1; newer < digits_.images(); ++newer)
        guard += " && !" + is_one_of(newer, available);
      for (const auto& [change, codes] : launched) {
        const std::string of = launched.size() == 1 ? std::string() : is_one_of(i, codes) + " && ";
        const std::string effect =
            change == 0 ? std::string() : fmt::format("img[{0}] = img[{0}] + {1}; ", i, change);
        for (std::size_t j = 0; j < digits_.instances(); ++j)
          option(of + guard + " && " + is_first_free(j),
                 fmt::format("{}ins[{}] = {}", effect, j, i + 1));
      }
    }
  }

  static constexpr int to_deleted = 1'000'000;

  const DigitModel& digits_;
  std::string out_;
};

}  // namespace

Result<std::string> promela_of(const FamilyModel& model) {
  const auto digits = DigitModel::of(model);
  if (!digits)
    return problem("EXP004",
                   "the model cannot be written for SPIN: it begins with images, has a "
                   "quota that can be reached, or has too many accounts or instances",
                   "begin without a file, and with fewer");
  return PromelaWriter(*digits).write();
}

}  // namespace imgfam
