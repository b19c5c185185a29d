// The ring with the two bells that its threads sleep on. The consumer is woken when a quarter of
// the ring has been filled since the last wake or when the producer flushes: one wake-up a quarter
// costs a tenth of what polling does. A full ring makes the producer wait.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>

#include "base/doorbell.h"
#include "ring/spsc_ring.h"

namespace sockwatch {

enum class PushResult : std::uint8_t { kDone, kStalled, kStopped };

template <typename T>
class RingChannel {
 public:
  // Capacity in items; `stall`: how long the consumer may take nothing while the producer waits.
  RingChannel(std::size_t capacity, std::chrono::nanoseconds stall)
      : ring_(capacity), stall_(stall) {}

  [[nodiscard]] std::size_t Capacity() const { return ring_.Capacity(); }
  [[nodiscard]] std::size_t UsedPeak() const { return used_peak_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t Waits() const { return waits_.load(std::memory_order_relaxed); }

  // Producer only. Pushes all items in order; on anything but kDone some of them are in the ring.
  template <typename U>
  PushResult Push(std::span<const U> items, const std::stop_token& stop) {
    auto deadline = std::chrono::steady_clock::now() + stall_;
    while (true) {
      const std::size_t pushed = ring_.Push(items);
      items = items.subspan(pushed);
      Account(pushed);
      if (items.empty()) return PushResult::kDone;
      if (stop.stop_requested()) return PushResult::kStopped;
      const auto now = std::chrono::steady_clock::now();
      if (pushed > 0) deadline = now + stall_;
      if (now >= deadline) return PushResult::kStalled;
      WaitForRoom();
    }
  }

  // Producer only: wakes the consumer for what is in the ring.
  void Flush() {
    since_wake_ = 0;
    filled_.Ring();
  }

  // Consumer only: see SpscRing::Consume. Tells a waiting producer of the room made.
  template <typename F>
  std::size_t Consume(F&& f) {
    const std::size_t taken = ring_.Consume(std::forward<F>(f));
    if (taken > 0) drained_.Ring();
    return taken;
  }

  // Consumer only: sleeps until a quarter is full, a flush or a Wake(); false after `timeout`.
  bool Wait(std::chrono::nanoseconds timeout) { return filled_.WaitFor(timeout); }

  // Any thread: wakes the consumer for a reason of its own.
  void Wake() { filled_.Ring(); }

 private:
  void Account(std::size_t pushed) {
    used_peak_.store(std::max(used_peak_.load(std::memory_order_relaxed), ring_.Used()),
                     std::memory_order_relaxed);
    since_wake_ += pushed;
    if (since_wake_ >= ring_.Capacity() / 4) Flush();
  }

  void WaitForRoom() {
    waits_.fetch_add(1, std::memory_order_relaxed);
    Flush();
    drained_.WaitFor(std::min<std::chrono::nanoseconds>(stall_, std::chrono::milliseconds(100)));
  }

  SpscRing<T> ring_;
  std::chrono::nanoseconds stall_;
  std::size_t since_wake_ = 0;  // producer's
  std::atomic<std::size_t> used_peak_{0};
  std::atomic<std::uint64_t> waits_{0};
  Doorbell filled_;
  Doorbell drained_;
};

}  // namespace sockwatch
