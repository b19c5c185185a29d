// A clock that stands still until the test moves it. Thread-safe.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace sockwatch::testing {

class FakeClock final : public Clock {
 public:
  [[nodiscard]] MonoTime Now() const override { return MonoTime(now_.load()); }
  [[nodiscard]] WallTime WallNow() const override {
    return WallTime(std::chrono::seconds(1'700'000'000)) +
           std::chrono::duration_cast<WallTime::duration>(now_.load());
  }

  // Sleeping is how time passes: the clock jumps to the deadline, plus `oversleep` if one is set.
  bool SleepUntil(MonoTime deadline, const std::stop_token& stop) override {
    if (stop.stop_requested()) return false;
    if (deadline > Now()) now_.store(deadline.time_since_epoch());
    Advance(oversleep.exchange(std::chrono::nanoseconds(0)));
    return true;
  }

  void Advance(std::chrono::nanoseconds by) { now_.store(now_.load() + by); }

  std::atomic<std::chrono::nanoseconds> oversleep{std::chrono::nanoseconds(0)};

 private:
  std::atomic<std::chrono::nanoseconds> now_{std::chrono::hours(1)};
};

}  // namespace sockwatch::testing
