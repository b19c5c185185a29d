// Processes that wait for their turn, in a round that may be replaced by the next before it ends.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace sockwatch {

// Not thread-safe.
class PidQueue {
 public:
  // From now on `pids` wait, once each, and nobody else. Those that waited already keep their order
  // and go first: however short the rounds are, everybody has a turn.
  void Replace(const std::vector<std::uint32_t>& pids) {
    absl::flat_hash_set<std::uint32_t> asked(pids.begin(), pids.end());
    std::deque<std::uint32_t> next;
    const auto add = [&](std::uint32_t pid) {
      if (asked.erase(pid) != 0) next.push_back(pid);
    };
    for (const std::uint32_t pid : waiting_) add(pid);
    for (const std::uint32_t pid : pids) add(pid);
    waiting_ = std::move(next);
  }

  [[nodiscard]] bool Empty() const { return waiting_.empty(); }

  // The next; there must be one.
  std::uint32_t Take() {
    const std::uint32_t pid = waiting_.front();
    waiting_.pop_front();
    return pid;
  }

 private:
  std::deque<std::uint32_t> waiting_;
};

}  // namespace sockwatch
