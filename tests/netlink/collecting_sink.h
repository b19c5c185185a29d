// A sink that keeps what it is given, and stops the dump at the batch a test names.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sample/sample_source.h"

namespace sockwatch::testing {

class CollectingSink final : public SampleSink {
 public:
  DumpResult Accept(std::span<const SocketSample> batch) override {
    ++batches;
    largest_batch = std::max(largest_batch, batch.size());
    rows.insert(rows.end(), batch.begin(), batch.end());
    return batches == stop_at ? answer : DumpResult::kComplete;
  }

  std::vector<SocketSample> rows;
  std::size_t batches = 0;
  std::size_t largest_batch = 0;
  std::size_t stop_at = 0;  // counted from 1; 0: never
  DumpResult answer = DumpResult::kStopped;
};

// Cookies are enough to tell rows apart.
inline std::vector<std::uint64_t> Cookies(std::span<const SocketSample> rows) {
  std::vector<std::uint64_t> cookies;
  for (const auto& row : rows) cookies.push_back(row.cookie);
  return cookies;
}

}  // namespace sockwatch::testing
