#include "ring/spsc_ring.h"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <numeric>
#include <thread>
#include <vector>

namespace sockwatch {
namespace {

std::vector<int> Take(SpscRing<int>& ring) {
  std::vector<int> taken;
  ring.Consume([&](int item) { taken.push_back(item); });
  return taken;
}

template <std::size_t N>
std::size_t Push(SpscRing<int>& ring, const std::array<int, N>& items) {
  return ring.Push(std::span<const int>(items));
}

TEST_CASE("Items come out in the order they went in, across the ring's end") {
  SpscRing<int> ring(4);
  for (int round = 0; round < 10; ++round) {
    CHECK(Push<3>(ring, {round, round + 1, round + 2}) == 3);
    CHECK(Take(ring) == std::vector<int>{round, round + 1, round + 2});
  }
}

TEST_CASE("A full ring takes what fits and no more") {
  SpscRing<int> ring(4);
  CHECK(Push<3>(ring, {1, 2, 3}) == 3);
  CHECK(Push<3>(ring, {4, 5, 6}) == 1);
  CHECK(Push<1>(ring, {7}) == 0);
  CHECK(ring.Used() == 4);
  CHECK(Take(ring) == std::vector<int>{1, 2, 3, 4});
  CHECK(ring.Used() == 0);
}

TEST_CASE("An empty ring gives nothing") {
  SpscRing<int> ring(4);
  CHECK(Take(ring).empty());
}

// Ten million records with a number and a check value each; ThreadSanitizer watches.
TEST_CASE("Two threads pass every record once, whole and in order") {
  struct Record {
    std::uint64_t number;
    std::uint64_t check;
  };
  constexpr std::uint64_t kRecords = 10'000'000;
  constexpr std::uint64_t kSalt = 0x9e3779b97f4a7c15;
  SpscRing<Record> ring(1024);
  std::jthread producer([&] {
    std::array<Record, 200> batch{};
    std::uint64_t next = 0;
    while (next < kRecords) {
      for (std::size_t i = 0; i < batch.size(); ++i) batch[i] = {next + i, (next + i) ^ kSalt};
      std::span<const Record> left(batch);
      while (!left.empty()) left = left.subspan(ring.Push(left));
      next += batch.size();
    }
  });
  std::uint64_t expected = 0;
  std::uint64_t wrong = 0;
  while (expected < kRecords) {
    ring.Consume([&](const Record& record) {
      wrong += record.number != expected || record.check != (expected ^ kSalt) ? 1U : 0U;
      ++expected;
    });
  }
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace sockwatch
