// LD_PRELOAD: CLOCK_MONOTONIC runs FAST_CLOCK times as fast for the program, so that hours of a
// test pass in minutes. CLOCK_REALTIME stays true: what the program dates back by a fast age is as
// long ago as it is old to it, and so it is to whoever reads the date with a true clock.
//
// Covers what sockwatchd waits by, clock_gettime(2) and pthread_cond_clockwait(3); poll(2) and the
// like take true time.
#include <dlfcn.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>

namespace {

long SpeedFromEnvironment() {
  const char* const text = std::getenv("FAST_CLOCK");
  return text == nullptr ? 1 : std::atol(text);
}

long Speed() {
  static const long speed = SpeedFromEnvironment();
  return speed;
}

std::chrono::nanoseconds Read(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

timespec Write(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return {.tv_sec = seconds.count(), .tv_nsec = (time - seconds).count()};
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const long status = syscall(SYS_clock_gettime, clock, time);
  if (status == 0 && clock == CLOCK_MONOTONIC) *time = Write(Read(*time) * Speed());
  return static_cast<int>(status);
}

extern "C" int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                      clockid_t clock, const timespec* until) {
  using Function = decltype(&pthread_cond_clockwait);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_cond_clockwait"));
  const timespec slow = clock == CLOCK_MONOTONIC ? Write(Read(*until) / Speed()) : *until;
  return real(condition, mutex, clock, &slow);
}
