// A thread's sign of life: it beats, the watchdog looks. Thread-safe.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace sockwatch {

class Heartbeat {
 public:
  void Beat(MonoTime now) {
    last_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  }

  // False until the first beat, and when the last one is older than `limit`.
  [[nodiscard]] bool YoungerThan(std::chrono::nanoseconds limit, MonoTime now) const {
    const auto last = last_.load(std::memory_order_relaxed);
    return last != 0 && now.time_since_epoch().count() - last <= limit.count();
  }

 private:
  std::atomic<MonoTime::rep> last_{0};
};

}  // namespace sockwatch
