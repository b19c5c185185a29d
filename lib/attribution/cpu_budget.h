// A token bucket of CPU time: full at the start, it refills at a share of one core.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.h"

namespace sockwatch {

// Not thread-safe.
class CpuBudget {
 public:
  static constexpr std::chrono::nanoseconds kCapacity = std::chrono::seconds(2);
  // Waits are for this much at least, so that an empty bucket does not mean a wake-up per file.
  static constexpr std::chrono::nanoseconds kPortion = std::chrono::milliseconds(5);

  // `share` of one core; `cpu` is the CPU time used so far by the thread that is charged.
  CpuBudget(double share, MonoTime now, std::chrono::nanoseconds cpu)
      : share_(share), refilled_(now), charged_(cpu) {}

  void SetShare(double share) { share_ = share; }

  // Books the time passed and the CPU used since the last call.
  void Update(MonoTime now, std::chrono::nanoseconds cpu) {
    saved_ += std::chrono::duration<double, std::nano>(now - refilled_) * share_;
    saved_ = std::min<Tokens>(saved_, kCapacity);
    saved_ -= cpu - charged_;
    refilled_ = now;
    charged_ = cpu;
  }

  [[nodiscard]] bool Empty() const { return saved_ <= Tokens(0); }

  // How long until a portion is there.
  [[nodiscard]] std::chrono::nanoseconds UntilPortion() const {
    const Tokens missing = std::max<Tokens>(Tokens(kPortion) - saved_, Tokens(0));
    return std::chrono::ceil<std::chrono::nanoseconds>(missing / share_);
  }

 private:
  using Tokens = std::chrono::duration<double, std::nano>;

  double share_;
  Tokens saved_ = kCapacity;
  MonoTime refilled_;
  std::chrono::nanoseconds charged_;
};

}  // namespace sockwatch
