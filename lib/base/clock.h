// Time as sockwatch uses it: intervals on CLOCK_MONOTONIC, timestamps on CLOCK_REALTIME. Both come
// through an interface, so that tests own the time.
#pragma once

#include <chrono>
#include <stop_token>

namespace sockwatch {

using MonoTime = std::chrono::steady_clock::time_point;  // CLOCK_MONOTONIC: stops in suspend
using WallTime = std::chrono::system_clock::time_point;  // CLOCK_REALTIME: may step

// Thread-safe.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual MonoTime Now() const = 0;
  [[nodiscard]] virtual WallTime WallNow() const = 0;

  // Returns true at `deadline` (at once if it has passed), false as soon as `stop` is requested.
  virtual bool SleepUntil(MonoTime deadline, const std::stop_token& stop) = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] MonoTime Now() const override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] WallTime WallNow() const override { return std::chrono::system_clock::now(); }
  bool SleepUntil(MonoTime deadline, const std::stop_token& stop) override;
};

// Seconds since 1970 as Prometheus writes timestamps.
inline double UnixSeconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

}  // namespace sockwatch
