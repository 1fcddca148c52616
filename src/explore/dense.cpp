// The dense engine: three bits for every state there could be.
//
// One tells whether the state was gone on from. Two tell "not seen" from the depth, modulo 3, at
// which it was first seen. Breadth first search needs no queue then: the states of a level are
// those of its phase that nothing was made of yet, and each level is one pass over the bits. Nor do
// shortest paths need parents: before a level is left, a state of it is led back to one of the
// level before that steps to it, and so on down to the beginning. (Modulo 3 is enough for that,
// since a request from a state of depth d leads to depth d+1 at most.)
//
// Each pass takes the configurations of a vector at once (blocks.hpp). Threads take parts of the
// index in turn; a level ends when all are done, so the result does not depend on who took what.
#include "block_store.hpp"
#include "engines.hpp"

#include <imgfam/model/assert.hpp>

#include <algorithm>
#include <mutex>
#include <thread>

namespace imgfam {
namespace {

template <std::size_t W, bool Packed>
class Dense {
 public:
  Dense(const DigitModel& digits, const std::vector<Property>& properties,
        const ExploreOptions& options)
      : digits_(digits),
        blocks_(digits),
        properties_(properties),
        checks_(blocks_, properties),
        options_(options),
        a_(digits),
        b_(digits),
        done_(digits),
        counts_(digits) {
    found_.properties.resize(properties.size());
    found_.engine = Engine::Dense;
    found_.bytes = a_.words() * 24;
  }

  Exploration run() {
    Block<W> first;
    first.set(0);
    mark<false>(0, first, 0);
    std::uint32_t depth = 0;
    for (;; ++depth) {
      take_level(depth);
      if (options_.on_progress) options_.on_progress({found_.states, depth, {}});
      if (!has_more_) break;
      if (depth == options_.depth_max) found_.stopped_by = Bound::Depth;
      if (found_.states >= options_.states_max) found_.stopped_by = Bound::States;
      if (!found_.is_complete()) break;
    }
    found_.depth = depth;
    count();
    counts_.total(found_.transitions, found_.refusals, found_.refusals_by_rule);
    return std::move(found_);
  }

 private:
  /// What one thread finds in its parts of a level.
  struct Part {
    std::uint64_t states = 0;
    bool has_more = false;
    std::vector<std::optional<Rank>> deciding;  // By property: the least.
  };

  /// Counts the requests of all that was gone on from.
  void count() {
    Speller speller(digits_);
    BlockCounter<W> counter(blocks_);
    const std::uint64_t per_word = done_.vectors_per_word();
    for (std::uint64_t vector = 0; vector < digits_.vectors();) {
      if (W == 1 && vector % per_word == 0 && done_.word(vector / per_word) == 0) {
        vector += per_word;
        continue;
      }
      const Block<W> done = done_.get(vector);
      if (done.any()) counts_.add(speller.spell(vector), counter.count(done));
      ++vector;
    }
    IMGFAM_ASSERT(counts_.states == found_.states);
  }

  // ---- Bits ----

  /// The states of a vector first seen at a depth of that phase. What is set while this is read was
  /// not seen before the present level, and must not look as if it were of it: bits that are set in
  /// `a` first are read from `b` first.
  Block<W> of_phase(std::uint64_t vector, std::uint32_t phase) const {
    const Block<W> b = b_.get(vector);
    const Block<W> a = a_.get(vector);
    return phase == 0 ? a & !b : phase == 1 ? b & !a : a & b;
  }

  /// Marks what was not seen yet; answers whether there was any.
  template <bool Shared>
  bool mark(std::uint64_t vector, const Block<W>& block, std::uint32_t phase) {
    const Block<W> b = b_.get(vector);
    const Block<W> fresh = block & !(a_.get(vector) | b);
    if (!fresh.any()) return false;
    if (phase != 1) a_.template add<Shared>(vector, fresh);
    if (phase != 0) b_.template add<Shared>(vector, fresh);
    return true;
  }

  /// Whether the blocks in a word hold nothing of the level.
  bool is_word_empty(std::uint64_t word, std::uint32_t phase) const {
    const std::uint64_t b = b_.word(word);
    const std::uint64_t a = a_.word(word);
    return ((phase == 0 ? a & ~b : phase == 1 ? b & ~a : a & b) & ~done_.word(word)) == 0;
  }

  // ---- A level ----

  void take_level(std::uint32_t depth) {
    constexpr std::uint64_t piece = std::uint64_t{1} << 14U;  // In vectors.
    const std::uint64_t pieces = (digits_.vectors() + piece - 1) / piece;
    const auto threads = static_cast<unsigned>(
        std::clamp<std::uint64_t>(options_.threads, 1, std::max<std::uint64_t>(pieces / 4, 1)));
    std::vector<Part> parts(threads);
    for (Part& part : parts)
      part.deciding.resize(properties_.size());
    std::atomic<std::uint64_t> next_piece = 0;
    const auto work = [&](Part& part, auto is_shared) {
      for (;;) {
        const std::uint64_t mine = next_piece.fetch_add(1, std::memory_order_relaxed);
        if (mine >= pieces) return;
        take_piece<is_shared()>(mine * piece, std::min((mine + 1) * piece, digits_.vectors()),
                                depth, part);
      }
    };
    if (threads == 1) {
      work(parts[0], std::false_type{});
    } else {
      std::vector<std::jthread> workers;
      for (Part& part : parts)
        workers.emplace_back([&work, &part] { work(part, std::true_type{}); });
    }
    has_more_ = false;
    for (const Part& part : parts) {
      found_.states += part.states;
      has_more_ = has_more_ || part.has_more;
    }
    decide(parts, depth);
  }

  template <bool Shared>
  void take_piece(std::uint64_t from, std::uint64_t to, std::uint32_t depth, Part& part) {
    const std::uint32_t phase = depth % 3;
    const std::uint64_t per_word = a_.vectors_per_word();
    Speller speller(digits_);
    for (std::uint64_t vector = from; vector < to;) {
      if (W == 1 && vector % per_word == 0 && is_word_empty(vector / per_word, phase)) {
        vector += per_word;
        continue;
      }
      const Block<W> now = of_phase(vector, phase) & !done_.get(vector);
      if (now.any()) {
        done_.template add<false>(vector, now);  // A word is of one thread alone.
        const Code* codes = speller.spell(vector);
        part.states += now.count();
        look(vector, codes, now, part);
        const auto go = [&](std::uint64_t target, const Block<W>& block) {
          part.has_more |= mark<Shared>(target, block, (phase + 1) % 3);
        };
        for_each_move_away(blocks_, vector, codes, now, go);
        go(vector, moved_within(blocks_, codes, now));
      }
      ++vector;
    }
  }

  void look(std::uint64_t vector, const Code* codes, const Block<W>& now, Part& part) {
    for (std::size_t p = 0; p < properties_.size(); ++p) {
      if (found_.properties[p].path) continue;
      const Block<W> deciding = checks_.deciding(p, codes, now);
      if (!deciding.any()) continue;
      const Rank rank{vector, deciding.first()};
      if (!part.deciding[p] || rank < *part.deciding[p]) part.deciding[p] = rank;
    }
  }

  void decide(const std::vector<Part>& parts, std::uint32_t depth) {
    for (std::size_t p = 0; p < properties_.size(); ++p) {
      std::optional<Rank> least;
      for (const Part& part : parts) {
        const std::optional<Rank>& found = part.deciding[p];
        if (found && (!least || *found < *least)) least = found;
      }
      if (!least) continue;
      PropertyFinding& finding = found_.properties[p];
      finding.finding =
          properties_[p].kind == Property::Kind::Reachable ? Finding::Holds : Finding::Violated;
      finding.path = path_to(*least, depth);
      if (const auto last = checks_.deciding_request(p, *least)) finding.path->push_back(*last);
    }
  }

  // ---- Paths ----

  std::vector<ModelRequest> path_to(Rank rank, std::uint32_t depth) const {
    std::vector<ModelRequest> path;
    for (; depth > 0; --depth) {
      const auto [before, request] = step_before(rank, depth);
      path.push_back(request);
      rank = before;
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

  bool is_of(Rank rank, std::uint32_t depth) const {
    return of_phase(rank.vector, depth % 3).test(rank.configuration);
  }

  /// A state one level earlier from which a request leads here. One request changes the code of one
  /// image at most, and either one instance or those of that image: all such states are tried.
  std::pair<Rank, ModelRequest> step_before(Rank rank, std::uint32_t depth) const {
    std::array<Code, DigitModel::images_max> codes;
    digits_.spell(rank.vector, codes.data());
    std::optional<std::pair<Rank, ModelRequest>> found;
    const auto try_from = [&](Rank before) {
      if (found || !is_of(before, depth - 1)) return;
      digits_.for_each_step(before, [&](const ModelRequest& request, Rank next) {
        if (!found && next == rank) found = {before, request};
      });
    };
    const std::vector<std::uint32_t> configurations = configurations_near(rank.configuration);
    for (std::size_t i = 0; i < digits_.images() && !found; ++i) {
      for (Code code = 0; code < digits_.codes() && !found; ++code) {
        const std::uint64_t vector =
            rank.vector - codes[i] * digits_.image_stride(i) + code * digits_.image_stride(i);
        for (const std::uint32_t configuration : configurations)
          try_from({vector, configuration});
      }
    }
    IMGFAM_ASSERT(found.has_value());
    return *found;
  }

  /// The configuration itself, with another digit for one instance, and with some of its orphans as
  /// instances of one image.
  std::vector<std::uint32_t> configurations_near(std::uint32_t configuration) const {
    std::vector<std::uint32_t> out{configuration};
    const auto& digits = digits_.configuration(configuration).digits;
    const std::uint32_t orphan = digits_.orphan_digit();
    std::vector<std::size_t> orphans;
    for (std::size_t j = 0; j < digits_.instances(); ++j) {
      const std::uint32_t stride = digits_.instance_stride(j);
      for (std::uint32_t d = 0; d <= orphan; ++d) {
        if (d != digits[j]) out.push_back(configuration - digits[j] * stride + d * stride);
      }
      if (digits[j] == orphan) orphans.push_back(j);
    }
    for (std::size_t i = 0; i < digits_.images(); ++i) {
      for (std::uint32_t some = 1; some < 1U << orphans.size(); ++some) {
        if (std::has_single_bit(some)) continue;  // Among those with one other digit.
        std::uint32_t before = configuration;
        for (std::size_t k = 0; k < orphans.size(); ++k) {
          if ((some >> k & 1U) != 0)
            before -=
                (orphan - static_cast<std::uint32_t>(i + 1)) * digits_.instance_stride(orphans[k]);
        }
        out.push_back(before);
      }
    }
    return out;
  }

  const DigitModel& digits_;
  BlockModel<W> blocks_;
  const std::vector<Property>& properties_;
  BlockProperties<W> checks_;
  const ExploreOptions& options_;
  BlockStore<W, Packed> a_, b_;  // a alone: phase 0; b alone: 1; both: 2.
  BlockStore<W, Packed> done_;
  RowCounts counts_;
  bool has_more_ = false;
  Exploration found_;
};

}  // namespace

Exploration explore_dense(const DigitModel& digits, const std::vector<Property>& properties,
                          const ExploreOptions& options) {
  Exploration found;
  const bool fits = with_block_words(digits, [&](auto words, auto is_packed) {
    found = Dense<words(), is_packed()>(digits, properties, options).run();
  });
  IMGFAM_ASSERT(fits);
  return found;
}

std::optional<std::uint64_t> dense_bytes(const DigitModel& digits) {
  std::optional<std::uint64_t> bytes;
  with_block_words(digits, [&](auto words, auto is_packed) {
    bytes = 3 * BlockStore<words(), is_packed()>::bytes_for(digits);
  });
  return bytes;
}

}  // namespace imgfam
