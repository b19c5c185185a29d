// Signals as values, taken by one thread: none ever interrupts another.
#pragma once

#include <chrono>
#include <csignal>
#include <optional>

namespace sockwatch {

class Signals {
 public:
  // Blocks SIGHUP, SIGINT and SIGTERM, and ignores SIGPIPE. Must be made before any thread is, so
  // that all threads inherit it.
  Signals();

  // The next of them within `timeout`, or nothing.
  std::optional<int> Wait(std::chrono::milliseconds timeout);

 private:
  sigset_t set_{};
};

}  // namespace sockwatch
