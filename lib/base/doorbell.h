// A bell that one thread sleeps on and others ring. Rings do not add up: a ring while nobody sleeps
// is kept, and wakes the next sleeper at once. Thread-safe.
#pragma once

#include <condition_variable>
#include <mutex>

#include "base/clock.h"

namespace sockwatch {

class Doorbell {
 public:
  void Ring();

  // Returns true when rung, false when `timeout` has passed without a ring.
  bool WaitFor(std::chrono::nanoseconds timeout);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool rung_ = false;
};

}  // namespace sockwatch
