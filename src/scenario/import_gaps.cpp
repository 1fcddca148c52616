// What the documents of an import do not tell. A plan that is made of a state with holes is worth
// nothing, so each hole is named, with the command that fills it.
#include "import_records.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace imgfam {
namespace {

/// A word for a shell: what came from a document must not become a command.
std::string shell_word(std::string_view text) {
  const bool is_plain = !text.empty() && std::ranges::all_of(text, [](char c) {
    constexpr std::string_view others = "._:/=,-";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
  if (is_plain) return std::string(text);
  std::string out = "'";
  for (const char c : text) {
    const bool is_printable = c >= ' ' && c < 0x7f;
    out += c == '\'' ? std::string("'\\''") : std::string(1, is_printable ? c : '?');
  }
  return out + "'";
}

std::string region_option(const std::string& region) {
  return region.empty() ? std::string() : " --RegionId " + shell_word(region);
}

std::string in_region(const std::string& region) {
  return region.empty() ? std::string() : " in " + region;
}

/// The request that the pages answer, as far as they show it.
std::string command_for(const PageRecord& page) {
  std::string out = fmt::format("aliyun ecs {}{}", to_text(page.kind), region_option(page.region));
  if (page.kind == DocumentKind::Shares) out += " --ImageId " + shell_word(page.image);
  if (page.kind != DocumentKind::Images) return out;
  out += " --Status ALL";
  if (page.alias) out += fmt::format(" --ImageOwnerAlias {}", to_text(*page.alias));
  return out;
}

/// The pages of one query, as far as they show that they are: those that are told to have so many
/// items in all, and so many a page.
struct Query {
  std::vector<const PageRecord*> pages;

  const PageRecord& first() const { return *pages.front(); }

  std::uint64_t total() const { return first().total.value_or(0); }
  bool has_numbers() const {
    return first().size.value_or(0) != 0 && std::ranges::all_of(pages, [](const PageRecord* p) {
             return p->number.value_or(0) != 0;
           });
  }

  /// A page that was asked for twice counts once.
  std::uint64_t items() const {
    std::map<std::uint64_t, std::size_t> by_page;
    std::uint64_t unnumbered = 0;
    for (const PageRecord* page : pages) {
      if (has_numbers()) {
        std::size_t& items = by_page[*page->number];
        items = std::max(items, page->items);
      } else {
        unnumbered += page->items;
      }
    }
    for (const auto& [number, items] : by_page)
      unnumbered += items;
    return unnumbered;
  }

  std::vector<std::uint64_t> missing_pages() const {
    std::vector<std::uint64_t> missing;
    if (!has_numbers()) return missing;
    std::set<std::uint64_t> there;
    for (const PageRecord* page : pages)
      there.insert(*page->number);
    constexpr std::size_t told_max = 100;
    const std::uint64_t last = (total() + *first().size - 1) / *first().size;
    for (std::uint64_t n = 1; n <= last && missing.size() < told_max; ++n) {
      if (!there.contains(n)) missing.push_back(n);
    }
    return missing;
  }

  bool is_whole() const { return items() >= total() && missing_pages().empty(); }
};

class GapFinder {
 public:
  GapFinder(const Records& records, const Unknowns& unknowns, const ImportOptions& options,
            ImportProblems& problems)
      : records_(records), unknowns_(unknowns), options_(options), problems_(problems) {}

  std::vector<Diagnostic> find() {
    find_operations();
    find_pages();
    find_tokens();
    find_shares();
    find_values();
    find_strange();
    return std::move(found_);
  }

 private:
  void add(std::string_view code, const DocumentPlace* place, std::string message,
           std::string hint) {
    Diagnostic d = problem(std::string(code), std::move(message), std::move(hint));
    d.severity = options_.is_strict ? Severity::Error : Severity::Warning;
    if (place) d.where = problems_.position(*place);
    found_.push_back(std::move(d));
  }

  // ---- Operations that were not asked ----

  void find_operations() {
    std::map<std::string, std::set<DocumentKind>> asked;
    std::size_t nowhere = 0;  // Answers that list nothing, and do not say where.
    for (const PageRecord& page : records_.pages) {
      if (page.kind == DocumentKind::Shares) continue;
      if (page.region.empty()) {
        ++nowhere;
      } else {
        asked[page.region].insert(page.kind);
      }
    }
    if (asked.empty()) asked[options_.region];
    for (const auto& [region, kinds] : asked) {
      if (!kinds.contains(DocumentKind::Images))
        add("IMP024", nullptr, "no document of DescribeImages" + in_region(region),
            fmt::format("`aliyun ecs DescribeImages{} --Status ALL --PageSize 100` gets it",
                        region_option(region)));
      if (kinds.contains(DocumentKind::Instances)) continue;
      if (nowhere != 0) {
        --nowhere;
        continue;
      }
      add("IMP024", nullptr,
          fmt::format("no document of DescribeInstances{}: which images are in use is not known",
                      in_region(region)),
          fmt::format("`aliyun ecs DescribeInstances{} --PageSize 100` gets it",
                      region_option(region)));
    }
  }

  // ---- Pages ----

  void find_pages() {
    using Key = std::tuple<DocumentKind, std::string_view, std::string_view, std::uint64_t>;
    std::set<std::pair<DocumentKind, std::string_view>> has_tokens;
    for (const PageRecord& page : records_.pages) {
      if (!page.next_token.empty()) has_tokens.insert({page.kind, page.region});
    }
    std::map<Key, std::map<std::uint64_t, Query>> queries;  // By what they ask for, then page size.
    for (const PageRecord& page : records_.pages) {
      if (!page.total || has_tokens.contains({page.kind, page.region})) continue;
      queries[Key(page.kind, page.region, page.image, *page.total)][page.size.value_or(0)]
          .pages.push_back(&page);
    }
    for (const auto& [key, by_size] : queries) {
      const auto is_whole = [](const auto& entry) { return entry.second.is_whole(); };
      if (std::ranges::none_of(by_size, is_whole)) report_pages(by_size.rbegin()->second);
    }
    if (images_with_more_accounts_.empty()) return;
    add("IMP020", nullptr,
        fmt::format("not all accounts were read that these images are shared with: {}",
                    some_of(images_with_more_accounts_)),
        share_hint(page_regions_, images_with_more_accounts_));
  }

  void report_pages(const Query& query) {
    const PageRecord& page = query.first();
    if (page.kind == DocumentKind::Shares) {
      images_with_more_accounts_.push_back(page.image);
      page_regions_.insert(page.region);
      return;
    }
    const std::string_view what = page.kind == DocumentKind::Images ? "images" : "instances";
    std::string numbers;
    for (const std::uint64_t number : query.missing_pages())
      numbers += fmt::format(" {}", number);
    const std::string command = command_for(page);
    add("IMP020", &page.place,
        fmt::format("{} of {} {} were read{}", query.items(), query.total(), what,
                    in_region(page.region)),
        numbers.empty()
            ? fmt::format("`{} --PageSize 100` gets them page by page", command)
            : fmt::format("`for n in{}; do {} --PageSize {} --PageNumber $n; done` gets the rest",
                          numbers, command, *page.size));
  }

  /// An answer with a NextToken is followed by another; no document says which token it was asked
  /// with, so the next one of its kind is taken for it.
  void find_tokens() {
    std::map<std::tuple<DocumentKind, std::string_view, std::string_view>, const PageRecord*> last;
    for (const PageRecord& page : records_.pages)
      last[{page.kind, page.region, page.image}] = &page;
    for (const auto& [key, page] : last) {
      if (page->next_token.empty()) continue;
      add("IMP021", &page->place,
          fmt::format("the last document of {}{} is not the end of the list", to_text(page->kind),
                      in_region(page->region)),
          fmt::format("`{} --MaxResults 100 --NextToken {}` goes on", command_for(*page),
                      shell_word(page->next_token)));
    }
  }

  // ---- Shares ----

  void find_shares() {
    struct Told {
      std::size_t accounts = 0;
      bool has_groups = false;
    };
    std::unordered_map<std::string_view, Told> told;
    for (const ShareRecord& share : records_.shares) {
      Told& t = told[share.image];
      t.accounts += share.accounts.size();
      t.has_groups = t.has_groups || share.has_groups;
    }
    std::map<std::string_view, std::vector<std::string_view>> unknown;  // Images by region.
    std::vector<std::string_view> grouped;
    std::unordered_set<std::string_view> seen;
    for (const ImageRecord& record : records_.images) {
      if (record.alias != OwnerAlias::Self || !seen.insert(record.image.id).second) continue;
      const auto share = told.find(record.image.id);
      if (share != told.end() && share->second.has_groups) {
        grouped.push_back(record.image.id);
      } else if (share == told.end() ? record.is_shared.value_or(true)
                                     : record.is_shared == true && share->second.accounts == 0) {
        unknown[record.image.region].push_back(record.image.id);
      }
    }
    for (const auto& [region, images] : unknown) {
      add("IMP022", nullptr,
          fmt::format("whom {} shared with is not known: {}",
                      images.size() == 1 ? "this image is" : "these images are", some_of(images)),
          share_hint({region}, images));
    }
    if (!grouped.empty())
      add("IMP023", nullptr,
          fmt::format("shared with groups, which the model does not have: {}", some_of(grouped)),
          "take the groups away, or take the image for shared");
  }

  // ---- What the model does not know ----

  void find_values() {
    for (const auto& [field, values] : unknowns_.values) {
      const OpenField& open = open_fields[static_cast<std::size_t>(field)];
      add("IMP025", &values.place,
          fmt::format("the model knows no {} {}; it takes {} for {}, of {}", open.name,
                      fmt::join(values.values, ", "), open.instead,
                      values.values.size() == 1 ? "it" : "them", some_of(values.owners)),
          fmt::format("it knows {}; what hangs on another value may go otherwise",
                      fmt::join(open.known, ", ")));
    }
  }

  /// What uses an image that was not told of. It may be a public or a deleted one; but an answer to
  /// a narrower question, which looks complete, shows here alone.
  void find_strange() {
    for (const auto& [region, strange] : unknowns_.strange) {
      const bool is_asked = std::ranges::any_of(records_.pages, [&](const PageRecord& page) {
        return page.kind == DocumentKind::Images && page.region == region;
      });
      if (!is_asked) continue;  // Then that is what is missing.
      const std::vector<std::string_view> images(strange.images.begin(), strange.images.end());
      const std::string left_out = fmt::format("left out: {}", some_of(strange.instances));
      if (images.empty()) {
        add("IMP026", nullptr, "there are instances that name no image; they are " + left_out,
            "ask anew: an instance names its image");
        continue;
      }
      add("IMP026", nullptr,
          fmt::format("no document shows {}, of which there are instances; they are {}",
                      some_of(images), left_out),
          strange_hint(region, images));
    }
  }

  static std::string strange_hint(std::string_view region,
                                  const std::vector<std::string_view>& images) {
    constexpr std::size_t told_max = 100;
    std::string ids;
    for (std::size_t i = 0; i < std::min(images.size(), told_max); ++i)
      ids += fmt::format("{}{}", i == 0 ? "" : ",", images[i]);
    const std::string word = shell_word(ids);
    return fmt::format(
        "`aliyun ecs DescribeImages{} --Status ALL --ImageId {}` shows what is not "
        "deleted, public images too; for what is, say `--deleted {}`",
        region_option(std::string(region)), word, word);
  }

  static std::string share_hint(const std::set<std::string_view>& regions,
                                const std::vector<std::string_view>& images) {
    constexpr std::size_t told_max = 100;
    const std::string region =
        regions.size() == 1 ? region_option(std::string(*regions.begin())) : std::string();
    const std::string command =
        fmt::format("aliyun ecs DescribeImageSharePermission{} --PageSize 100 --ImageId", region);
    if (images.size() == 1) return fmt::format("`{} {}` gets it", command, shell_word(images[0]));
    std::string ids;
    for (std::size_t i = 0; i < std::min(images.size(), told_max); ++i)
      ids += " " + shell_word(images[i]);
    const std::string rest =
        images.size() > told_max ? fmt::format(" of the first {}", told_max) : std::string();
    return fmt::format("`for id in{}; do {} \"$id\"; done` gets them{}", ids, command, rest);
  }

  const Records& records_;
  const Unknowns& unknowns_;
  const ImportOptions& options_;
  ImportProblems& problems_;
  std::vector<Diagnostic> found_;
  std::vector<std::string_view> images_with_more_accounts_;
  std::set<std::string_view> page_regions_;
};

}  // namespace

std::vector<Diagnostic> find_gaps(const Records& records, const Unknowns& unknowns,
                                  const ImportOptions& options, ImportProblems& problems) {
  return GapFinder(records, unknowns, options, problems).find();
}

std::vector<std::string> assumptions(const Records& records, const Given& given) {
  std::vector<std::string> out;
  std::map<std::string_view, bool> has_deprecated;  // By region, of own images.
  std::set<std::string_view> regions_with_instances;
  for (const PageRecord& page : records.pages) {
    if (page.kind == DocumentKind::Images) has_deprecated[page.region];
    if (page.kind == DocumentKind::Instances) regions_with_instances.insert(page.region);
  }
  std::unordered_set<std::string_view> used;
  for (const Instance& instance : given.instances)
    used.insert(instance.image);
  std::vector<std::string_view> used_by_others;
  bool has_users_unseen = false;
  for (const Image& image : given.images) {
    if (image.owner != given.account) continue;
    if (image.status == Status::Deprecated) has_deprecated[image.region] = true;
    has_users_unseen = has_users_unseen || !image.shared_with.empty() || image.is_community;
    const bool is_looked_at = regions_with_instances.contains(image.region);
    if (is_looked_at && image.was_ever_used && !used.contains(image.id))
      used_by_others.push_back(image.id);
  }
  for (const auto& [region, is_seen] : has_deprecated) {
    if (!is_seen)
      out.push_back(fmt::format(
          "no image in {} is Deprecated; DescribeImages shows them only with --Status ALL",
          region));
  }
  if (!used_by_others.empty())
    out.push_back(fmt::format("no instance uses {}, though Usage says that one does or did",
                              some_of(used_by_others)));
  if (has_users_unseen)
    out.emplace_back("no other account's instances use shared or public images; only it sees them");
  return out;
}

}  // namespace imgfam
