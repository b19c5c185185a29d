// Small numbers for namespaces, which rows carry instead of inodes. Not thread-safe.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "sample/tick.h"

namespace sockwatch {

class NetnsIds {
 public:
  // So long what was counted for a namespace that is gone may still be exported.
  static constexpr std::chrono::hours kRest{2};

  // The lowest number that is free; never the host's. Nothing once all 65,535 are taken or resting.
  std::optional<NetnsId> Take(MonoTime now);

  // `id` must have been taken. It is free again after kRest.
  void Release(NetnsId id, MonoTime now);

 private:
  struct Resting {
    NetnsId id = 0;
    MonoTime until;
  };

  std::vector<bool> taken_ = {true};  // by id; with those that rest
  std::deque<Resting> resting_;       // those longest at rest first
};

}  // namespace sockwatch
