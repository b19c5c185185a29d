// The cases that the alert rules are tried on: what happens to the connections of one program on
// one host, one by one, and which alerts a person wants of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "leaks/history.h"
#include "leaks/replay.h"

namespace sockwatch::testing {

// An alert that a case may raise; any other is a false one.
struct Wanted {
  std::string alert;
  Millis from{};        // not before
  Millis by = kNever;   // the first time no later; kNever: it need not come at all
  Millis end = kNever;  // over by then; kNever: it may stay
};

struct Case {
  std::string name;
  History history;  // CLOSE_WAIT and ESTABLISHED
  Ticks ticks;      // in a gap, Prometheus cannot scrape either
  std::vector<Wanted> wanted{};
  std::uint32_t max_fds = 65536;

  // Connections that the program itself closes: open as long as they live, then 60 s in TIME_WAIT.
  History closed{0};
  // Local ports for them, if they all go to one destination; 0: clients made them.
  std::uint32_t ports_limit = 0;
  int tw_reuse = 2;  // net.ipv4.tcp_tw_reuse: 2, the kernel's default, is for loopback only
  std::uint32_t time_wait_limit = 131072;
};

inline constexpr Millis kLength = std::chrono::hours(12);
inline constexpr Span kAll{Millis(0), kLength};
// When that begins which a case is about.
inline constexpr Millis kBegin = std::chrono::hours(4);

inline constexpr const char* kLeakAlert = "SockwatchCloseWaitLeak";
inline constexpr const char* kStaleAlert = "SockwatchCloseWaitStale";

// The same seed gives the same cases.
std::vector<Case> LeakCases(std::uint64_t seed);    // an alert in time
std::vector<Case> SilentCases(std::uint64_t seed);  // none
std::vector<Case> LimitCases(std::uint64_t seed);   // descriptors, ports, TIME_WAIT

// 800 sockets within a minute, which live for up to another.
History Bursts(std::uint64_t seed, Span when, Millis every);

}  // namespace sockwatch::testing
