// Times as connections keep them: tenths of a second after the aggregator's start, negative before
// it.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace sockwatch {

class Timeline {
 public:
  explicit Timeline(MonoTime start) : start_(start) {}

  [[nodiscard]] std::int32_t At(MonoTime time) const {
    return static_cast<std::int32_t>(std::chrono::floor<Tenths>(time - start_).count());
  }

  // How long ago `since` was at `now`.
  [[nodiscard]] std::chrono::milliseconds Age(std::int32_t since, MonoTime now) const {
    return std::chrono::floor<std::chrono::milliseconds>(now - start_) - Tenths(since);
  }

 private:
  using Tenths = std::chrono::duration<std::int64_t, std::deci>;
  MonoTime start_;
};

}  // namespace sockwatch
