#include <utility>

#include "rules/cases.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

// What stays may be shown, and wakes nobody.
Case Silent(std::string name, History history) {
  return {.name = std::move(name),
          .history = std::move(history),
          .ticks = {.length = kLength},
          .wanted = {{kStaleAlert, 2h}}};
}

// The detector in sockwatchd is new every 7 min while it happens.
Case Restarted(Case c) {
  c.name += ", sockwatchd restarts";
  for (Millis at = kBegin; at < kBegin + 3h; at += 7min) c.ticks.restarts.push_back(at);
  return c;
}

std::string Minutes(Millis length) { return std::to_string(length / 1min) + " min"; }

History LongBursts(std::uint64_t seed, Millis mean) {
  History history(seed);
  const double per_hour = 300 / (std::chrono::duration<double>(mean) / 1h);
  for (Millis at = 30min; at < kLength; at += 2h) {
    history.Poisson({at, at + 25min}, per_hour, Exponential(mean));
  }
  return history;
}

void AddBursts(std::vector<Case>& cases, std::uint64_t seed) {
  cases.push_back(Silent("short bursts", Bursts(seed, kAll, 40min)));
  for (const Millis mean : {1min, 3min}) {
    cases.push_back(Silent("long bursts that live " + Minutes(mean), LongBursts(seed, mean)));
  }
  History rise(seed);
  rise.Ramp({2h, 4h}, 600, 24000, Exponential(1min)).Poisson({4h, 6h}, 24000, Exponential(1min));
  cases.push_back(Silent("traffic rises, all young", rise));
}

void AddSteps(std::vector<Case>& cases, std::uint64_t seed) {
  for (const Millis within : {1min, 5min}) {
    const History step = History(seed).Burst({kBegin, kBegin + within}, 60, Forever());
    cases.push_back(Silent("step of 60 in " + Minutes(within), step));
  }
  cases.push_back(Restarted(cases.back()));
  for (const Millis within : {2min, 3min}) {
    History batch(seed);
    batch.Burst({kBegin, kBegin + within}, 400, Forever()).CloseAll(kBegin + 1h + within);
    batch.Ramp({1h, kBegin}, 2, 100, Uniform(5min, 12min));
    batch.Poisson({kBegin, kLength}, 100, Uniform(5min, 12min));
    cases.push_back(Silent("nightly batch of 400 in " + Minutes(within), batch));
  }
  cases.push_back(Restarted(cases.back()));
}

struct Roll {
  int steps;
  Millis apart;
  int sockets;
};

void AddRolls(std::vector<Case>& cases, std::uint64_t seed) {
  for (const Roll& roll : {Roll{10, 2min, 6}, Roll{20, 40s, 10}, Roll{20, 1min, 6},
                           Roll{30, 2min, 6}, Roll{15, 5min, 6}}) {
    History history(seed);
    history.Established(0ms, 500);
    for (int step = 0; step < roll.steps; ++step) {
      const Millis at = kBegin + step * roll.apart;
      history.Burst({at, at + 2s}, roll.sockets, Forever());
    }
    cases.push_back(Silent("rolling restart, " + std::to_string(roll.steps) + " x " +
                               std::to_string(roll.sockets) + " every " +
                               std::to_string(roll.apart / 1s) + " s",
                           history));
  }
}

struct Pool {
  Millis within;
  int sockets;
};

void AddPools(std::vector<Case>& cases, std::uint64_t seed) {
  for (const Pool& pool : {Pool{10min, 50}, Pool{20min, 500}, Pool{30min, 50}, Pool{2h, 50}}) {
    History history(seed);
    history.PoolDies({kBegin, kBegin + pool.within}, 600, pool.sockets);
    cases.push_back(Silent(
        "idle pool, " + std::to_string(pool.sockets) + " die in " + Minutes(pool.within), history));
  }
  History anew(seed);
  anew.PoolDies({kBegin, kBegin + 10min}, 60, 50).Established(kBegin + 12min, 50);
  cases.push_back(Silent("idle pool, opened anew", anew));
}

void AddUploads(std::vector<Case>& cases, std::uint64_t seed) {
  const Lifetime brief = Uniform(5min, 12min);
  cases.push_back(Silent("uploads, 60/h", History(seed).Poisson(kAll, 60, brief)));
  cases.push_back(
      Silent("long uploads, 20/h", History(seed).Poisson(kAll, 20, Uniform(10min, 20min))));
  for (const int top : {60, 600}) {
    History morning(seed);
    morning.Poisson({0h, kBegin}, 2, brief).Ramp({kBegin, kBegin + 2h}, 2, top, brief);
    morning.Poisson({kBegin + 2h, kLength}, top, brief);
    cases.push_back(Silent("uploads rise to " + std::to_string(top) + "/h", morning));
  }
  cases.push_back(Restarted(cases.back()));
}

}  // namespace

std::vector<Case> SilentCases(std::uint64_t seed) {
  std::vector<Case> cases;
  AddBursts(cases, seed);
  AddSteps(cases, seed);
  AddRolls(cases, seed);
  AddPools(cases, seed);
  AddUploads(cases, seed);
  History few(seed);
  few.Regular({2h, 2h + 40min}, 10, Forever()).Regular({4h, kLength}, 2, Forever());
  cases.push_back(Silent("few, 10 in 40 min, then 2/h", few));
  return cases;
}

}  // namespace sockwatch::testing
