// How many sockets of one group are how old: buckets of 15 s up to 1 h, of 5 min up to 24 h, one
// for the rest, in 2 KB whatever their number. Made anew from the ages of every tick.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace sockwatch {

// Not thread-safe.
class AgeHistogram {
 public:
  // An upper bound that takes in the oldest.
  static constexpr std::chrono::seconds kAnyAge{std::chrono::hours(1'000'000)};
  // From here on one bucket holds all.
  static constexpr std::chrono::seconds kLast{std::chrono::hours(24)};

  struct Bucket {
    std::chrono::seconds from;
    std::chrono::seconds to;  // kAnyAge for the last
    std::uint32_t count;
  };

  // A negative age (a clock was read too late) is zero.
  void Add(std::chrono::milliseconds age) {
    oldest_ = std::max(oldest_, age);
    ++counts_[IndexOf(age)];
  }
  void Merge(const AgeHistogram& other);
  void Clear() { *this = AgeHistogram(); }

  // Sockets with ages in [from,to); a bound inside a bucket takes the whole bucket in. Multiples of
  // 15 s up to 1 h, and of 5 min up to 24 h, are exact.
  [[nodiscard]] std::uint32_t Between(std::chrono::seconds from, std::chrono::seconds to) const;

  // The first bucket with a socket in it among those that begin at `from` or later.
  [[nodiscard]] std::optional<Bucket> NextFrom(std::chrono::seconds from) const;

  // The exact age of the oldest socket, zero if there is none.
  [[nodiscard]] std::chrono::milliseconds Oldest() const { return oldest_; }

 private:
  static constexpr std::chrono::seconds kFineWidth{15};
  static constexpr std::chrono::seconds kFineEnd{std::chrono::hours(1)};
  static constexpr std::chrono::seconds kWideWidth{std::chrono::minutes(5)};
  static constexpr std::size_t kFine = kFineEnd / kFineWidth;
  static constexpr std::size_t kBuckets = kFine + (kLast - kFineEnd) / kWideWidth + 1;

  // The bucket of `age`.
  static constexpr std::size_t IndexOf(std::chrono::milliseconds age) {
    if (age < kFineEnd) return static_cast<std::size_t>(std::max(age.count(), 0L)) / 15'000U;
    if (age >= kLast) return kBuckets - 1;
    return kFine + static_cast<std::size_t>((age - kFineEnd) / kWideWidth);
  }
  static constexpr std::chrono::seconds Begin(std::size_t index) {
    const auto i = static_cast<std::int64_t>(index);
    constexpr auto kFineCount = static_cast<std::int64_t>(kFine);
    return i < kFineCount ? i * kFineWidth : kFineEnd + (i - kFineCount) * kWideWidth;
  }
  // The first bucket that begins at `age` or later; kBuckets if none does.
  static constexpr std::size_t CeilIndex(std::chrono::seconds age) {
    const std::size_t index = IndexOf(age);
    return Begin(index) >= age ? index : index + 1;
  }

  std::array<std::uint32_t, kBuckets> counts_{};
  std::chrono::milliseconds oldest_{0};
};

}  // namespace sockwatch
