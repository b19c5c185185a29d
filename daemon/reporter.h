// Tells the log what the counters tell Prometheus, once: each kind of trouble is one line when it
// begins, and at most one a minute while it goes on. Used by the main thread.
#pragma once

#include <array>
#include <string>

#include "base/clock.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// Why the last dumps failed; "" where they did not.
struct DumpErrors {
  std::string tcp{};
  std::string others{};  // UDP and UNIX
};

class Reporter {
 public:
  static constexpr std::chrono::minutes kQuiet{1};

  explicit Reporter(const SelfStats& stats) : stats_(stats) {}

  // To be called about once a second.
  void Look(MonoTime now, const DumpErrors& dumps);

 private:
  struct Told {
    std::uint64_t count = 0;
    MonoTime next;
  };

  void LookAt(ErrorReason reason, MonoTime now, const DumpErrors& dumps);

  const SelfStats& stats_;
  std::array<Told, kErrorReasonCount> told_{};
  bool told_attribution_off_ = false;
};

}  // namespace sockwatch
