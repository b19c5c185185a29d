#include "leaks/age_histogram.h"

#include <numeric>

namespace sockwatch {

void AgeHistogram::Merge(const AgeHistogram& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  oldest_ = std::max(oldest_, other.oldest_);
}

std::uint32_t AgeHistogram::Between(std::chrono::seconds from, std::chrono::seconds to) const {
  const std::size_t first = IndexOf(from);
  const std::size_t end = std::max(first, CeilIndex(to));
  return std::accumulate(counts_.begin() + static_cast<std::ptrdiff_t>(first),
                         counts_.begin() + static_cast<std::ptrdiff_t>(end), std::uint32_t{0});
}

std::optional<AgeHistogram::Bucket> AgeHistogram::NextFrom(std::chrono::seconds from) const {
  for (std::size_t i = CeilIndex(from); i < kBuckets; ++i) {
    if (counts_[i] == 0) continue;
    return Bucket{Begin(i), i + 1 < kBuckets ? Begin(i + 1) : kAnyAge, counts_[i]};
  }
  return std::nullopt;
}

}  // namespace sockwatch
