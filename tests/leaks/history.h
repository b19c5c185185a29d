// Made-up histories of one group: sockets enter CLOSE_WAIT and leave it, ESTABLISHED rises and
// falls. The same seed gives the same history on every machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace sockwatch::testing {

// Times of a history count from its beginning.
using Millis = std::chrono::milliseconds;
inline constexpr Millis kNever = Millis::max();

// The standard's engines give the same numbers everywhere, its distributions do not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  double Unit() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }  // in [0,1)
  Millis Uniform(Millis from, Millis to);
  Millis Exponential(Millis mean);

 private:
  std::mt19937_64 engine_;
};

// How long a socket stays in CLOSE_WAIT.
using Lifetime = std::function<Millis(Random&)>;
Lifetime Forever();
Lifetime Uniform(Millis from, Millis to);
Lifetime Exponential(Millis mean);

struct Span {
  Millis from;
  Millis to;
};

enum class Which { kRandom, kOldest, kNewest };

class History {
 public:
  struct Life {
    Millis born;
    Millis gone;  // kNever: it stays
  };
  struct Step {
    Millis at;
    std::int64_t established;  // by how much it changes
  };

  explicit History(std::uint64_t seed) : random_(seed) {}

  // Sockets enter CLOSE_WAIT at equal distances, the first at `when.from`; or at random, at a pace
  // that is steady or goes linearly from one to the other.
  History& Regular(Span when, double per_hour, const Lifetime& lifetime);
  History& Poisson(Span when, double per_hour, const Lifetime& lifetime);
  History& Ramp(Span when, double from_per_hour, double to_per_hour, const Lifetime& lifetime);

  // `count` sockets at random times within `when`.
  History& Burst(Span when, int count, const Lifetime& lifetime);

  // Of the sockets that are there at `at`, `count` are closed; or all of them.
  History& Close(Millis at, int count, Which which);
  History& CloseAll(Millis at);

  // An idle pool of `size` from the beginning on: its peer closes `count` within `when`, which
  // stay.
  History& PoolDies(Span when, int size, int count);

  History& Established(Millis at, std::int64_t change);

  // ESTABLISHED sways by `amplitude`, anew every 10 s, and rises by `daily` until noon.
  History& Traffic(Span when, double amplitude, double daily);

  // By time.
  [[nodiscard]] std::vector<Life> Lives() const;
  [[nodiscard]] std::vector<Step> Steps() const;

 private:
  void Add(Millis born, const Lifetime& lifetime);
  [[nodiscard]] std::vector<std::size_t> AliveAt(Millis at) const;  // the oldest first

  Random random_;
  std::vector<Life> lives_;
  std::vector<Step> steps_;
};

}  // namespace sockwatch::testing
