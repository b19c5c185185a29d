#include <map>
#include <utility>

#include "rules/cases.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

constexpr Span kLeak{kBegin, kLength};

// To be known within `limit`; old sockets may be shown.
Case Leak(std::string name, History history, Millis limit) {
  return {.name = "leak " + std::move(name),
          .history = std::move(history),
          .ticks = {.length = kLength},
          .wanted = {{kLeakAlert, kBegin, kBegin + limit}, {kStaleAlert, 2h}}};
}

History Steady(std::uint64_t seed, double per_hour, Span when = kLeak) {
  return History(seed).Established(0ms, 200).Regular(when, per_hour, Forever());
}

Case Ended(Case leak, Millis end) {
  leak.wanted.front().end = end;
  return leak;
}

void AddPaces(std::vector<Case>& cases, std::uint64_t seed) {
  for (const auto& [pace, limit] :
       std::map<int, Millis>{{1000, 8min}, {100, 15min}, {20, 1h}, {4, 3h}}) {
    cases.push_back(Leak(std::to_string(pace) + "/h", Steady(seed, pace), limit));
  }
  for (const auto& [pace, limit] :
       std::map<int, Millis>{{1000, 10min}, {100, 30min}, {20, 100min}, {4, 8h}}) {
    const History random = History(seed).Established(0ms, 200).Poisson(kLeak, pace, Forever());
    cases.push_back(Leak(std::to_string(pace) + "/h at random", random, limit));
  }
}

History WithDips(std::uint64_t seed) {
  History history = Steady(seed, 100);
  for (Millis at = kBegin + 1h; at < kLength; at += 1h) history.Close(at, 60, Which::kRandom);
  return history;
}

// The new release leaks; the old one had some that stay.
History AfterDeploy(std::uint64_t seed) {
  History history(seed);
  history.Burst({1h, 1h + 1min}, 50, Forever()).Poisson({0h, kBegin}, 2000, Exponential(30s));
  return history.CloseAll(kBegin).Regular(kLeak, 100, Forever());
}

History OfJob(std::uint64_t seed) {
  History history(seed);
  for (Millis at = kBegin; at < kLength; at += 10min) history.Burst({at, at + 1s}, 6, Forever());
  return history;
}

void AddBeside(std::vector<Case>& cases, std::uint64_t seed) {
  cases.push_back(
      Leak("100/h under bursts", Bursts(seed, kAll, 10min).Regular(kLeak, 100, Forever()), 15min));
  cases.push_back(Leak("100/h in daily traffic",
                       History(seed).Traffic(kAll, 100, 1000).Regular(kLeak, 100, Forever()),
                       15min));
  History young(seed);
  young.Poisson(kAll, 36000, Exponential(40s)).Regular(kLeak, 100, Forever());
  cases.push_back(Leak("100/h among 400 young ones", young, 20min));
  History uploads(seed);
  uploads.Poisson(kAll, 60, Uniform(5min, 12min)).Regular(kLeak, 20, Forever());
  cases.push_back(Leak("20/h beside uploads", uploads, 150min));
}

void AddEnds(std::vector<Case>& cases, std::uint64_t seed) {
  const Millis end = kBegin + 3h;
  const History steady = Steady(seed, 100, {kBegin, end});
  cases.push_back(
      Ended(Leak("100/h, ended by a restart", History(steady).CloseAll(end), 15min), end + 30min));
  cases.push_back(Ended(Leak("100/h, comes to an end", steady, 15min), end + 90min));
}

void AddInterrupted(std::vector<Case>& cases, std::uint64_t seed) {
  Case daemon = Leak("100/h, sockwatchd restarts", Steady(seed, 100), 20min);
  daemon.ticks.restarts = {kBegin + 6min, kBegin + 2h};
  daemon.ticks.gaps = {{kBegin + 5min, kBegin + 6min}, {kBegin + 119min, kBegin + 2h}};
  cases.push_back(daemon);
  Case host = Leak("100/h, the host restarts", Steady(seed, 100).CloseAll(kBegin + 2h), 15min);
  host.ticks.restarts = {kBegin + 123min};
  host.ticks.gaps = {{kBegin + 2h, kBegin + 123min}};
  cases.push_back(host);
  Case gap = Leak("100/h, not scraped for 30 min", Steady(seed, 100), 45min);
  gap.ticks.gaps = {{kBegin + 10min, kBegin + 40min}};
  gap.wanted.push_back({"SockwatchDown", kBegin + 15min, kBegin + 16min, kBegin + 41min});
  cases.push_back(gap);
}

}  // namespace

History Bursts(std::uint64_t seed, Span when, Millis every) {
  History history(seed);
  for (Millis at = when.from; at < when.to; at += every) {
    history.Burst({at, at + 1min}, 800, Uniform(30s, 1min));
  }
  return history;
}

std::vector<Case> LeakCases(std::uint64_t seed) {
  std::vector<Case> cases;
  AddPaces(cases, seed);
  AddBeside(cases, seed);
  cases.push_back(Leak("100/h with dips", WithDips(seed), 15min));
  cases.push_back(Leak("100/h after a deploy", AfterDeploy(seed), 15min));
  cases.push_back(Leak("of a job, 6 every 10 min", OfJob(seed), 3h));
  AddEnds(cases, seed);
  AddInterrupted(cases, seed);
  return cases;
}

}  // namespace sockwatch::testing
