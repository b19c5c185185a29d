#include "aggregate/connection_table.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <vector>

namespace sockwatch {
namespace {

using Slot = ConnectionTable::Slot;

// Walks a dump in that order; unknown cookies are inserted. Returns their slots.
std::vector<Slot> Walk(ConnectionTable& table, Slot& head, const std::vector<std::uint64_t>& dump) {
  ConnectionTable::Trail trail(table, head);
  std::vector<Slot> slots;
  for (const std::uint64_t cookie : dump) {
    Slot slot = trail.Find(cookie);
    if (slot == kNoId) slot = trail.Insert(cookie);
    slots.push_back(slot);
  }
  return slots;
}

TEST_CASE("A dump in the same order finds the same entries") {
  ConnectionTable table;
  Slot head = kNoId;
  const auto first = Walk(table, head, {10, 20, 30});
  CHECK(Walk(table, head, {10, 20, 30}) == first);
  CHECK(table.Size() == 3);
}

TEST_CASE("A dump in any other order finds the same entries, too") {
  ConnectionTable table;
  Slot head = kNoId;
  const auto first = Walk(table, head, {10, 20, 30});
  CHECK(Walk(table, head, {30, 10, 20}) == std::vector<Slot>{first[2], first[0], first[1]});
  CHECK(Walk(table, head, {30, 20}) == std::vector<Slot>{first[2], first[1]});
}

TEST_CASE("An erased entry is not found, and its slot is used again") {
  ConnectionTable table;
  Slot head = kNoId;
  const auto slots = Walk(table, head, {10, 20, 30});
  table.Erase(slots[1]);
  CHECK(table.Find(20) == kNoId);
  CHECK(Walk(table, head, {10, 30}) == std::vector<Slot>{slots[0], slots[2]});
  CHECK(Walk(table, head, {10, 40, 30}) == std::vector<Slot>{slots[0], slots[1], slots[2]});
}

TEST_CASE("The table agrees with a plain set through random churn") {
  std::mt19937 random(1);
  ConnectionTable table;
  Slot head = kNoId;
  std::vector<std::uint64_t> dump;
  std::uint64_t next = 1;
  for (int round = 0; round < 200; ++round) {
    for (auto it = dump.begin(); it != dump.end();) {
      const bool goes = random() % 10 == 0;
      if (goes) table.Erase(table.Find(*it));
      it = goes ? dump.erase(it) : it + 1;
    }
    for (int i = 0; i < 20; ++i) {
      dump.insert(dump.begin() + static_cast<std::ptrdiff_t>(random() % (dump.size() + 1)), next++);
    }
    if (round % 50 == 0) std::shuffle(dump.begin(), dump.end(), random);
    const auto slots = Walk(table, head, dump);
    REQUIRE(std::set<Slot>(slots.begin(), slots.end()).size() == dump.size());
    for (std::size_t i = 0; i < dump.size(); ++i) REQUIRE(table.At(slots[i]).cookie == dump[i]);
    REQUIRE(table.Size() == dump.size());
  }
}

}  // namespace
}  // namespace sockwatch
