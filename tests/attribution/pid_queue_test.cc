#include "attribution/pid_queue.h"

#include <catch2/catch.hpp>
#include <map>

namespace sockwatch {

namespace {

using Pids = std::vector<std::uint32_t>;

Pids Drain(PidQueue& queue) {
  Pids taken;
  while (!queue.Empty()) taken.push_back(queue.Take());
  return taken;
}

}  // namespace

TEST_CASE("Pids have their turn as asked for, once each") {
  PidQueue queue;
  CHECK(queue.Empty());
  queue.Replace({30, 10, 30, 20, 10});
  CHECK(Drain(queue) == Pids{30, 10, 20});
}

TEST_CASE("A new round drops who is not asked for any more") {
  PidQueue queue;
  queue.Replace({1, 2, 3});
  queue.Replace({3, 4});
  CHECK(Drain(queue) == Pids{3, 4});
}

TEST_CASE("Who had no turn in a round is first in the next") {
  PidQueue queue;
  queue.Replace({1, 2, 3, 4});
  queue.Take();
  queue.Replace({1, 2, 4, 3, 5});
  CHECK(Drain(queue) == Pids{2, 3, 4, 1, 5});
}

TEST_CASE("However short the rounds are, everybody has a turn") {
  PidQueue queue;
  std::map<std::uint32_t, int> turns;
  for (int round = 0; round < 10; ++round) {
    queue.Replace({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    for (int i = 0; i < 3; ++i) ++turns[queue.Take()];
  }
  CHECK(turns.size() == 10);
  for (const auto& [pid, count] : turns) CHECK(count >= 2);
}

}  // namespace sockwatch
