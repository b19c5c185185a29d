// Shows a history to a detector, tick by tick.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "leaks/history.h"

namespace sockwatch::testing {

struct Ticks {
  Millis interval = std::chrono::seconds(5);
  Millis length = std::chrono::hours(24);
  std::vector<Millis> restarts{};  // of the daemon: a new detector, while the kernel keeps the ages
  std::vector<Span> gaps{};        // without looks
  bool ages_seen = false;          // ages count from the tick that first saw a socket
};

struct Change {
  Millis at;
  bool leaking;
};

struct Outcome {
  std::vector<Change> changes;
  std::vector<Millis> starts;    // of the leak: each as last said
  bool start_got_later = false;  // within one verdict

  [[nodiscard]] bool Silent() const { return changes.empty(); }
  [[nodiscard]] bool Leaking() const { return !changes.empty() && changes.back().leaking; }
  [[nodiscard]] std::size_t Verdicts() const { return starts.size(); }
};

Outcome Replay(const History& history, const Ticks& ticks = {});

}  // namespace sockwatch::testing
