#include "base/doorbell.h"

#include <utility>

namespace sockwatch {

void Doorbell::Ring() {
  {
    const std::scoped_lock lock(mutex_);
    rung_ = true;
  }
  changed_.notify_one();
}

bool Doorbell::WaitFor(std::chrono::nanoseconds timeout) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, std::chrono::steady_clock::now() + timeout, [this] { return rung_; });
  return std::exchange(rung_, false);
}

}  // namespace sockwatch
