#include <utility>

#include "rules/cases.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kExhaustion = "SockwatchFdExhaustion";
constexpr const char* kFdHigh = "SockwatchFdHigh";
constexpr const char* kPorts = "SockwatchEphemeralPortsHigh";

Case Of(std::string name, History history, std::vector<Wanted> wanted) {
  return {.name = std::move(name),
          .history = std::move(history),
          .ticks = {.length = kLength},
          .wanted = std::move(wanted)};
}

// A page, at least an hour before the last descriptor is taken at `out`.
Case Exhausted(int per_hour, std::uint32_t max_fds, Millis out) {
  Case c =
      Of("leak " + std::to_string(per_hour) + "/h with " + std::to_string(max_fds) + " descriptors",
         History(0).Established(0ms, 200).Regular({kBegin, kLength}, per_hour, Forever()),
         {{kLeakAlert, kBegin, kBegin + 15min},
          {kStaleAlert, kBegin},
          {kExhaustion, kBegin + 30min, out - 1h},
          {kFdHigh, kBegin + 1h, out}});
  c.max_fds = max_fds;
  return c;
}

// `growth` connections more are open every hour.
History Growing(std::uint64_t seed, int growth) {
  History history(seed);
  history.Established(0ms, 200);
  for (Millis at = kBegin; at < kBegin + 4h; at += 3600s / growth) history.Established(at, 1);
  return history;
}

std::vector<Case> Descriptors(std::uint64_t seed) {
  const Wanted high{kFdHigh, kBegin + 1h, kBegin + 4h};
  Case clients = Of("connections grow to 97 % of 1024", Growing(seed, 190), {high});
  clients.max_fds = 1024;
  Case stale =
      Of("the same beside 250 stale ones",
         Growing(seed, 125).Burst({2h, 2h + 1min}, 250, Forever()), {{kStaleAlert, 2h}, high});
  stale.max_fds = 1024;
  Case bursts = Of("short bursts with 1024", Bursts(seed, kAll, 40min), {});
  bursts.max_fds = 1024;
  return {Exhausted(1000, 4096, kBegin + 232min), Exhausted(100, 1024, kBegin + 476min), clients,
          stale, bursts};
}

// So many short connections a second, for two hours.
Case Short(std::string name, double before, double a_second, std::vector<Wanted> wanted) {
  Case c = Of(std::move(name), History(0), std::move(wanted));
  const Lifetime brief = Uniform(100ms, 300ms);
  c.closed.Poisson({2h, kBegin}, 3600 * before, brief);
  c.closed.Poisson({kBegin, kBegin + 2h}, 3600 * a_second, brief);
  return c;
}

Case ToDestination(Case c, int tw_reuse) {
  c.ports_limit = 1000;
  c.tw_reuse = tw_reuse;
  return c;
}

}  // namespace

std::vector<Case> LimitCases(std::uint64_t seed) {
  std::vector<Case> cases = Descriptors(seed);
  const Millis end = kBegin + 2h + 15min;
  const Wanted ticket{kPorts, kBegin + 10min, kBegin + 12min, end};
  const Wanted page{kPorts, kBegin + 3min, kBegin + 5min, end};
  cases.push_back(ToDestination(Short("14 connections/s for 1000 ports", 2, 14, {ticket}), 2));
  cases.push_back(ToDestination(Short("16 connections/s for 1000 ports", 2, 16, {page}), 2));
  cases.push_back(ToDestination(Short("16 connections/s, tcp_tw_reuse=1", 2, 16, {}), 1));
  const Wanted growth{"SockwatchTimeWaitGrowth", kBegin + 30min, kBegin + 40min, kBegin + 150min};
  cases.push_back(Short("100 closed/s after 20/s", 20, 100, {growth}));
  const Wanted buckets{"SockwatchTimeWaitBucketsHigh", kBegin + 10min, kBegin + 12min, end};
  cases.push_back(Short("the same with 7000 buckets", 20, 100, {growth, buckets}));
  cases.back().time_wait_limit = 7000;
  return cases;
}

}  // namespace sockwatch::testing
