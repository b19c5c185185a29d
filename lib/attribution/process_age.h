// How old a process is.
#pragma once

#include <chrono>
#include <cstdint>

namespace sockwatch {

// Of a process that started `start_time` clock ticks (sysconf(3), _SC_CLK_TCK) after the boot, when
// `since_boot` has passed: both as the reader's time namespace has them (time_namespaces(7)). At
// least 1 ms; 0, unknown, if it has not started yet by this clock.
std::chrono::milliseconds AgeAt(std::chrono::nanoseconds since_boot, std::uint64_t start_time);

}  // namespace sockwatch
