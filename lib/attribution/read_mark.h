// What the resolver thread is reading right now, for others to see when it does not come back.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

namespace sockwatch {

// A process as far as it is known: 0 as start time means that not even that could be read.
struct ProcessKey {
  std::uint32_t pid = 0;
  std::uint64_t start_time = 0;

  friend bool operator==(const ProcessKey&, const ProcessKey&) = default;
};

// One writer, any readers. There is no time in it: a reader that finds the same step again and
// again, by its own clock, knows that the writer has not moved.
class ReadMark {
 public:
  struct Reading {
    std::uint64_t step = 0;
    ProcessKey process;
  };

  // Writer: reading of `process` begins or goes on. Call it anew before each long run of reads.
  void Enter(const ProcessKey& process) {
    const std::uint64_t step = step_.load(std::memory_order_relaxed);
    step_.store(step + (Busy(step) ? 1 : 2));  // even: nobody takes the half-written process
    pid_.store(process.pid);
    start_time_.store(process.start_time);
    step_.store((step | 1U) + 2);
  }

  // Writer: nothing is being read; the thread sleeps or waits.
  void Leave() {
    const std::uint64_t step = step_.load(std::memory_order_relaxed);
    if (Busy(step)) step_.store(step + 1);
  }

  // What is being read; nothing while nothing is.
  [[nodiscard]] std::optional<Reading> Now() const {
    const std::uint64_t step = step_.load();
    const Reading reading{step, {pid_.load(), start_time_.load()}};
    if (!Busy(step) || step_.load() != step) return std::nullopt;
    return reading;
  }

 private:
  static bool Busy(std::uint64_t step) { return (step & 1U) != 0; }

  std::atomic<std::uint64_t> step_{0};
  std::atomic<std::uint32_t> pid_{0};
  std::atomic<std::uint64_t> start_time_{0};
};

}  // namespace sockwatch
