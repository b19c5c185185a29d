#include "aggregate/connection_table.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>
#include <set>
#include <vector>

namespace sockwatch {
namespace {

using Slot = ConnectionTable::Slot;
using Region = ConnectionTable::Region;

// Walks a dump in that order; unknown cookies are inserted. Returns their slots.
std::vector<Slot> Walk(ConnectionTable& table, Region& region,
                       const std::vector<std::uint64_t>& dump) {
  ConnectionTable::Trail trail(table, region);
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
  Region region;
  const auto first = Walk(table, region, {10, 20, 30});
  CHECK(Walk(table, region, {10, 20, 30}) == first);
  CHECK(table.Size() == 3);
}

TEST_CASE("A dump in any other order finds the same entries, too") {
  ConnectionTable table;
  Region region;
  const auto first = Walk(table, region, {10, 20, 30});
  CHECK(Walk(table, region, {30, 10, 20}) == std::vector<Slot>{first[2], first[0], first[1]});
  CHECK(Walk(table, region, {30, 20}) == std::vector<Slot>{first[2], first[1]});
}

TEST_CASE("An erased entry is not found, and its slot is used again") {
  ConnectionTable table;
  Region region;
  const auto slots = Walk(table, region, {10, 20, 30});
  table.Erase(region, slots[1]);
  CHECK(table.Find(20) == kNoId);
  CHECK(Walk(table, region, {10, 30}) == std::vector<Slot>{slots[0], slots[2]});
  CHECK(Walk(table, region, {10, 40, 30}) == std::vector<Slot>{slots[0], slots[1], slots[2]});
}

// The cookies of a region's entries, in the order of memory.
std::vector<std::uint64_t> Cookies(ConnectionTable& table, const Region& region) {
  std::vector<std::uint64_t> cookies;
  table.ForEach(region, [&](Slot slot) { cookies.push_back(table.At(slot).cookie); });
  return cookies;
}

TEST_CASE("A region holds its own entries alone, one behind the other") {
  ConnectionTable table;
  Region a;
  Region b;
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    table.Insert(a, i);
    if (i % 10 == 0) table.Insert(b, 10'000 + i);
  }
  CHECK(a.Slots() == 8 * ConnectionTable::kStrip);
  CHECK(b.Slots() == ConnectionTable::kStrip);
  std::vector<std::uint64_t> all(1000);
  std::iota(all.begin(), all.end(), 1U);
  CHECK(Cookies(table, a) == all);
  CHECK(Cookies(table, b).size() == 100);
}

TEST_CASE("Strips without entries go back, and another region takes them") {
  ConnectionTable table;
  Region a;
  Region b;
  for (std::uint64_t i = 1; i <= 1000; ++i) table.Insert(a, i);
  const Slot slots = table.Slots();
  table.ForEach(a, [&](Slot slot) {
    if (table.At(slot).cookie > 100) table.Erase(a, slot);
  });
  table.Shrink(a);
  CHECK(a.Slots() == ConnectionTable::kStrip);
  for (std::uint64_t i = 0; i < 800; ++i) table.Insert(b, 2000 + i);
  CHECK(table.Slots() == slots);
  CHECK(Cookies(table, a).size() == 100);
  const auto in_b = Cookies(table, b);
  CHECK(std::is_sorted(in_b.begin(), in_b.end()));
  table.Insert(a, 5000);
  CHECK(Cookies(table, a).back() == 5000);
}

TEST_CASE("A trail over strips that another region has taken finds its own entries") {
  ConnectionTable table;
  Region a;
  Region b;
  Walk(table, a, {10, 20, 30});
  for (const std::uint64_t cookie : {20U, 30U}) table.Erase(a, table.Find(cookie));
  table.Erase(a, table.Find(10));
  table.Shrink(a);
  const auto other = Walk(table, b, {11, 21, 31});
  Walk(table, a, {10, 21, 30});
  CHECK(Walk(table, b, {11, 21, 31}) == other);
  CHECK(Cookies(table, b) == std::vector<std::uint64_t>{11, 21, 31});
}

TEST_CASE("The table agrees with a plain set through random churn") {
  std::mt19937 random(1);
  ConnectionTable table;
  Region region;
  std::vector<std::uint64_t> dump;
  std::uint64_t next = 1;
  for (int round = 0; round < 200; ++round) {
    for (auto it = dump.begin(); it != dump.end();) {
      const bool goes = random() % 10 == 0;
      if (goes) table.Erase(region, table.Find(*it));
      it = goes ? dump.erase(it) : it + 1;
    }
    for (int i = 0; i < 20; ++i) {
      dump.insert(dump.begin() + static_cast<std::ptrdiff_t>(random() % (dump.size() + 1)), next++);
    }
    table.Shrink(region);
    if (round % 50 == 0) std::shuffle(dump.begin(), dump.end(), random);
    const auto slots = Walk(table, region, dump);
    REQUIRE(std::set<Slot>(slots.begin(), slots.end()).size() == dump.size());
    for (std::size_t i = 0; i < dump.size(); ++i) REQUIRE(table.At(slots[i]).cookie == dump[i]);
    REQUIRE(table.Size() == dump.size());
    REQUIRE(Cookies(table, region).size() == dump.size());
  }
}

}  // namespace
}  // namespace sockwatch
