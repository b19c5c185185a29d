#include "base/clock.h"

#include <condition_variable>
#include <mutex>

namespace sockwatch {

bool SystemClock::SleepUntil(MonoTime deadline, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  never_notified.wait_until(lock, stop, deadline, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace sockwatch
