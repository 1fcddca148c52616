// BlockStore: a block of bits for every vector. `Packed`: several blocks to a word, where
// configurations are few.
#pragma once

#include "blocks.hpp"

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>

namespace imgfam {

template <std::size_t W, bool Packed>
class BlockStore {
  static_assert(W == 1 || !Packed);

 public:
  explicit BlockStore(const DigitModel& digits)
      : width_(Packed ? std::bit_ceil(digits.configurations()) : 64),
        per_word_log2_(static_cast<unsigned>(std::countr_zero(64U / width_))),
        mask_(width_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width_) - 1),
        words_((digits.vectors() * W + (64 / width_ - 1)) / (64 / width_)),
        // Pages that are never written are never taken: calloc gives them by need.
        data_(static_cast<std::uint64_t*>(std::calloc(words_, 8)), &std::free) {
    if (!data_) throw std::bad_alloc();
  }

  /// What a store for the model takes.
  static std::uint64_t bytes_for(const DigitModel& digits) {
    const std::uint64_t width = Packed ? std::bit_ceil(digits.configurations()) : 64;
    return (digits.vectors() * W * width + 63) / 64 * 8;
  }

  std::uint64_t words() const { return words_; }
  std::uint64_t word(std::uint64_t index) const { return load(index); }
  /// The vectors whose blocks begin in the word are vectors_per_word() from first_vector().
  std::uint64_t vectors_per_word() const { return Packed ? std::uint64_t{1} << per_word_log2_ : 1; }

  Block<W> get(std::uint64_t vector) const {
    Block<W> out;
    if constexpr (Packed) {
      out.words[0] = load(vector >> per_word_log2_) >> shift(vector) & mask_;
    } else {
      for (std::size_t w = 0; w < W; ++w)
        out.words[w] = load(vector * W + w);
    }
    return out;
  }

  /// Sets the bits of the block. `Shared`: while other threads do so too.
  template <bool Shared>
  void add(std::uint64_t vector, const Block<W>& block) {
    if constexpr (Packed) {
      put<Shared>(vector >> per_word_log2_, block.words[0] << shift(vector));
    } else {
      for (std::size_t w = 0; w < W; ++w) {
        if (block.words[w] != 0) put<Shared>(vector * W + w, block.words[w]);
      }
    }
  }

 private:
  unsigned shift(std::uint64_t vector) const {
    return static_cast<unsigned>(vector & ((std::uint64_t{1} << per_word_log2_) - 1)) * width_;
  }
  std::uint64_t load(std::uint64_t index) const {
    return std::atomic_ref(data_[index]).load(std::memory_order_acquire);
  }
  template <bool Shared>
  void put(std::uint64_t index, std::uint64_t bits) {
    if constexpr (Shared) {
      std::atomic_ref(data_[index]).fetch_or(bits, std::memory_order_release);
    } else {
      data_[index] |= bits;
    }
  }

  unsigned width_;
  unsigned per_word_log2_;
  std::uint64_t mask_;
  std::uint64_t words_;
  std::unique_ptr<std::uint64_t[], decltype(&std::free)> data_;
};

}  // namespace imgfam
