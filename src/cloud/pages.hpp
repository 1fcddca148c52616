// Cutting a page out of a list.
#pragma once

#include "call.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace imgfam {

/// The elements of that page; none beyond the last.
template <class T>
std::span<const T> page_of(const std::vector<T>& all, const Page& page) {
  // The product may overflow for an absurd page number: divide instead.
  if (page.number - 1 > all.size() / page.size) return {};
  const std::size_t first = std::min((page.number - 1) * page.size, all.size());
  return std::span(all).subspan(first, std::min(page.size, all.size() - first));
}

inline void add_page(boost::json::object& out, const Page& page, std::size_t total) {
  out["PageNumber"] = page.number;
  out["PageSize"] = page.size;
  out["TotalCount"] = total;
}

}  // namespace imgfam
