// The highest tick of the last 60 s, and at least of the last two ticks: a burst between two
// scrapes is seen whatever the poll and scrape intervals are.
#pragma once

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <cstdint>

#include "base/clock.h"

namespace sockwatch {

class PeakWindow {
 public:
  static constexpr std::chrono::seconds kLength{60};

  // One tick's value; `now` never goes back.
  void Add(MonoTime now, std::uint32_t value) {
    before_ = last_;
    last_ = value;
    // Only values that may still become the highest are kept: each is lower than the one before.
    while (!falling_.empty() && falling_.back().value <= value) falling_.pop_back();
    falling_.push_back({now, value});
    const auto* const young = std::find_if(falling_.begin(), falling_.end(), [&](const Tick& tick) {
      return now - tick.at <= kLength;
    });
    falling_.erase(falling_.begin(), young);
  }

  [[nodiscard]] std::uint32_t Max() const {
    const std::uint32_t two = std::max(last_, before_);
    return falling_.empty() ? two : std::max(two, falling_.front().value);
  }

 private:
  struct Tick {
    MonoTime at;
    std::uint32_t value;
  };
  absl::InlinedVector<Tick, 1> falling_;
  std::uint32_t last_ = 0;
  std::uint32_t before_ = 0;
};

}  // namespace sockwatch
