// What is no leak is never called one, while it happens and for hours after, nor when the daemon is
// restarted in the middle of it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "leaks/replay.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSeeds = 6;
constexpr Span kDay{0h, 24h};

// Restarts every 5 to 20 min while it happens: the detector is new in all of its phases.
std::vector<Millis> Restarts(Span when, std::uint64_t seed) {
  Random random(seed);
  std::vector<Millis> restarts;
  Millis at = when.from;
  while (at < when.to) {
    restarts.push_back(at);
    at += random.Uniform(5min, 20min);
  }
  return restarts;
}

void CheckSilent(Span happens, const std::function<void(History&)>& make,
                 std::uint64_t seeds = kSeeds) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    History history(seed);
    make(history);
    const Millis length = std::min<Millis>(24h, happens.to + 4h);
    CHECK(Replay(history, {.length = length}).Silent());
    CHECK(Replay(history, {.length = length, .restarts = Restarts(happens, seed)}).Silent());
  }
}

TEST_CASE("Short bursts are no leak") {
  CheckSilent(kDay, [](History& history) {
    for (Millis at = 10min; at < 24h; at += 40min) {
      history.Burst({at, at + 1min}, 800, Uniform(30s, 1min));
    }
  });
}

TEST_CASE("Long bursts with turnover are no leak") {
  const Millis mean = GENERATE(1min, 3min);
  const double per_hour = 300 / (std::chrono::duration<double>(mean) / 1h);
  CheckSilent(
      kDay,
      [&](History& history) {
        for (Millis at = 30min; at < 24h; at += 2h) {
          history.Poisson({at, at + 25min}, per_hour, Exponential(mean));
        }
      },
      3);
}

TEST_CASE("A step that stays is no leak") {
  const Millis within = GENERATE(1s, 5min);
  CheckSilent({6h, 8h}, [&](History& history) { history.Burst({6h, 6h + within}, 60, Forever()); });
}

TEST_CASE("A ramp of traffic with young sockets is no leak") {
  const Millis mean = GENERATE(20s, 60s);
  const double per_hour = 400 / (std::chrono::duration<double>(mean) / 1h);
  CheckSilent(
      {2h, 6h},
      [&](History& history) {
        history.Ramp({2h, 4h}, per_hour / 40, per_hour, Exponential(mean));
        history.Poisson({4h, 6h}, per_hour, Exponential(mean));
      },
      3);
}

TEST_CASE("A nightly batch is no leak, also beside half-closed uploads") {
  const Millis within = GENERATE(2min, 3min);
  CheckSilent({3h, 6h}, [&](History& history) {
    history.Burst({3h, 3h + within}, 400, Forever()).CloseAll(4h + within);
    history.Ramp({0h, 3h}, 2, 100, Uniform(5min, 12min));
    history.Poisson({3h, 24h}, 100, Uniform(5min, 12min));
  });
}

TEST_CASE("Few sockets are no leak, however evenly they come") {
  CheckSilent(
      kDay,
      [](History& history) {
        history.Regular({2h, 2h + 40min}, 10, Forever()).Regular({6h, 24h}, 2, Forever());
      },
      1);
}

TEST_CASE("A rolling restart of backends is no leak, whatever its steps") {
  struct Roll {
    int steps;
    Millis apart;
    int sockets;
  };
  const Roll roll = GENERATE(Roll{10, 2min, 6}, Roll{20, 40s, 10}, Roll{20, 1min, 6},
                             Roll{30, 2min, 6}, Roll{15, 5min, 6});
  CheckSilent({6h, 8h}, [&](History& history) {
    for (int step = 0; step < roll.steps; ++step) {
      const Millis at = 6h + step * roll.apart;
      history.Burst({at, at + 2s}, roll.sockets, Forever());
    }
  });
}

TEST_CASE("An idle pool that dies bit by bit is no leak, at any pace") {
  struct Pool {
    Millis within;
    int sockets;
  };
  const Pool pool = GENERATE(Pool{10min, 50}, Pool{30min, 50}, Pool{20min, 500}, Pool{2h, 50});
  CheckSilent({6h, 9h}, [&](History& history) {
    history.PoolDies({6h, 6h + pool.within}, 600, pool.sockets);
  });
}

TEST_CASE("An idle pool that is opened anew after it died is no leak") {
  CheckSilent({6h, 9h}, [&](History& history) {
    history.PoolDies({6h, 6h + 10min}, 60, 50).Established(6h + 12min, 50);
  });
}

TEST_CASE("Half-closed uploads are no leak") {
  struct Uploads {
    double per_hour;
    Millis from;
    Millis to;
  };
  const Uploads uploads = GENERATE(Uploads{60, 5min, 12min}, Uploads{20, 10min, 20min});
  CheckSilent(kDay, [&](History& history) {
    history.Poisson(kDay, uploads.per_hour, Uniform(uploads.from, uploads.to));
  });
}

TEST_CASE("The morning rise of half-closed uploads is no leak") {
  const double top = GENERATE(60, 600);
  CheckSilent({6h, 10h}, [&](History& history) {
    const Lifetime lifetime = Uniform(5min, 12min);
    history.Poisson({0h, 6h}, 2, lifetime).Ramp({6h, 8h}, 2, top, lifetime);
    history.Poisson({8h, 24h}, top, lifetime);
  });
}

}  // namespace
}  // namespace sockwatch::testing
