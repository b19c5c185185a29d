// Rows cut to a limit, most important first.
#pragma once

#include <algorithm>
#include <vector>

#include "api/answer.h"

namespace sockwatch::api {

// `make` turns each of the first `limit` of `items` into a row.
template <typename Item, typename Make>
Data CutRows(const std::vector<Item>& items, std::size_t limit, const Make& make) {
  Data data{.total = items.size(), .truncated = items.size() > limit};
  const std::size_t shown = std::min(items.size(), limit);
  for (std::size_t i = 0; i < shown; ++i) data.data.push_back(make(items[i]));
  return data;
}

}  // namespace sockwatch::api
