#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

// A world of sockets that live, change state, close and come back at random, dumped completely or
// not, with owners found late, never or wrong at first.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  Harness::Rows Step() {
    Harness::Rows rows = {Listener(1, 80, 1), Listener(2, 8080, 2)};
    for (auto it = sockets_.begin(); it != sockets_.end();) {
      Age(it->second);
      it = Chance(20) ? sockets_.erase(it) : std::next(it);
    }
    for (int i = 0; i < 30; ++i) Add();
    for (const auto& [cookie, row] : sockets_) rows.push_back(row);
    return rows;
  }

  bool Chance(unsigned one_in) { return random_() % one_in == 0; }

 private:
  void Add() {
    const std::uint64_t cookie = next_++;
    const std::array<std::uint16_t, 4> ports = {80, 8080, 443, 50002};
    SocketSample row = Chance(2) ? Server(cookie, ports.at(random_() % 2), TcpState::kEstablished)
                                 : Client(cookie, ports.at(random_() % 4), TcpState::kEstablished);
    if (!Chance(4)) row.inode = static_cast<std::uint32_t>(cookie);
    row.remote = V4(10, 0, 0, static_cast<std::uint8_t>(random_() % 20));
    sockets_.emplace(cookie, row);
  }

  void Age(SocketSample& row) {
    if (row.inode == 0 && row.state == TcpState::kEstablished && Chance(2)) {
      row.inode = static_cast<std::uint32_t>(row.cookie);
    }
    row.receive_queue = random_() % 2;
    if (!Chance(3)) return;
    row.state = StateAt(random_() % kTcpStateCount);
    if (row.state == TcpState::kListen) row.state = TcpState::kCloseWait;
    if (row.state == TcpState::kTimeWait) row.inode = 0;
  }

  std::mt19937 random_;
  std::uint64_t next_ = 10;
  std::map<std::uint64_t, SocketSample> sockets_;
};

struct Counters {
  std::map<std::string, std::uint64_t> values;
};

std::string Name(const GroupLabels& labels) {
  return labels.netns + "|" + labels.unit + "|" + labels.process + "|" + labels.role + "|" +
         labels.port;
}

void CheckCountersNeverFall(const Snapshot& snapshot, Counters& counters) {
  Counters now;
  for (const GroupRow& row : snapshot.groups) {
    for (std::size_t i = 0; i < row.entries.size(); ++i) {
      const std::string key = Name(row.labels) + std::to_string(i);
      now.values[key + "in"] = row.entries.at(i);
      now.values[key + "out"] = row.exits.at(i);
    }
  }
  for (const auto& [key, value] : now.values) {
    const auto before = counters.values.find(key);
    // A group that had been folded comes back from zero, as a new series.
    const bool known = before != counters.values.end();
    if (known && key.find("|other|") != std::string::npos) REQUIRE(value >= before->second);
    if (known && snapshot.folded_groups == 0) REQUIRE(value >= before->second);
  }
  counters = now;
}

std::uint32_t SumUnattributed(const Snapshot& snapshot) {
  std::uint32_t sum = 0;
  for (const std::uint32_t count : snapshot.unattributed) sum += count;
  return sum;
}

std::uint32_t SocketsOf(const Snapshot& snapshot, const std::string& process) {
  std::uint32_t sum = 0;
  for (const GroupRow& row : snapshot.groups) {
    if (row.labels.process != process) continue;
    for (const std::uint32_t count : row.sockets) sum += count;
  }
  return sum;
}

void Run(unsigned seed, const AggregatorSettings& settings) {
  Harness h(settings);
  World world(seed);
  Counters counters;
  for (std::uint32_t inode = 1; inode < 5000; ++inode) {
    if (inode % 7 != 0)
      h.finder.holders[inode] = {inode % 5 + 100, "p" + std::to_string(inode % 5), ""};
  }
  for (int tick = 0; tick < 60; ++tick) {
    auto rows = world.Step();
    const bool failed = world.Chance(6);
    if (failed) rows.resize(rows.size() / 2);
    auto snapshot = h.Dump(rows, failed ? DumpResult::kTimedOut : DumpResult::kComplete);
    REQUIRE(InvariantGap(*snapshot) == 0);
    REQUIRE(CloseWaitGap(*snapshot) == 0);
    if (!world.Chance(3)) snapshot = h.Answer();
    REQUIRE(InvariantGap(*snapshot) == 0);
    REQUIRE(CloseWaitGap(*snapshot) == 0);
    if (settings.groups.groups > 100) {
      REQUIRE(SumUnattributed(*snapshot) == SocketsOf(*snapshot, "unattributed"));
    }
    CheckCountersNeverFall(*snapshot, counters);
  }
}

TEST_CASE("Sums over groups equal the totals at every snapshot, whatever happens") {
  Run(GENERATE(range(0U, 20U)), {});
}

TEST_CASE("Sums over groups equal the totals while groups fold and unfold") {
  Run(GENERATE(range(0U, 20U)), {.groups = {.groups = 5}});
}

TEST_CASE("Sums over groups equal the totals while the table is full") {
  Run(GENERATE(range(0U, 20U)), {.sockets = 100});
}

// Namespaces that appear, are dumped, fail, stand still where they may, and go, at random.
class Netns {
 public:
  Netns(Harness& h, unsigned seed) : h_(h), random_(seed) {}

  void Tick() {
    Dump(kHostNetns, host_);
    if (Chance(3)) netns_[next_++].idle = Chance(2);
    for (auto it = netns_.begin(); it != netns_.end();) {
      const bool gone = Chance(15);
      Step(it->first, it->second, gone);
      it = gone ? netns_.erase(it) : std::next(it);
    }
  }

 private:
  struct One {
    std::map<std::uint64_t, SocketSample> sockets{};
    bool idle = false;  // for the time being
    bool same = false;  // nothing but listeners, as in its last dump, which was complete
  };

  bool Chance(unsigned one_in) { return random_() % one_in == 0; }

  void Step(NetnsId id, One& one, bool gone) {
    if (Chance(20)) one.idle = !one.idle;
    if (gone) return Go(id, one);
    if (one.same && Chance(2)) return h_.StandsStill(id);
    Dump(id, one);
  }
  void Go(NetnsId id, const One& one) {
    h_.labels[static_cast<NetnsId>(next_)] = h_.NameOf(id);  // the next one takes its label over
    if (Chance(2)) h_.Begin(Rows(one), id);
    h_.IsGone(id);
  }
  void Dump(NetnsId id, One& one) {
    Churn(id, one);
    const bool failed = Chance(8);
    h_.DumpOf(id, Rows(one), failed ? DumpResult::kTimedOut : DumpResult::kComplete);
    one.same = one.idle && !failed;
  }
  static Harness::Rows Rows(const One& one) {
    Harness::Rows rows;
    for (const auto& [cookie, row] : one.sockets) rows.push_back(row);
    return rows;
  }

  void Churn(NetnsId id, One& one) {
    std::erase_if(one.sockets, [&](const auto& socket) {
      return Chance(6) || (one.idle && socket.second.state != TcpState::kListen);
    });
    for (unsigned i = random_() % 4; i > 0; --i) Add(id, one);
    for (auto& [cookie, row] : one.sockets) {
      if (row.state == TcpState::kListen || !Chance(4)) continue;
      row.state = Chance(2) ? TcpState::kCloseWait : TcpState::kTimeWait;
      if (row.state == TcpState::kTimeWait) row.inode = 0;
    }
  }
  void Add(NetnsId id, One& one) {
    const std::uint64_t cookie = ++cookie_;
    const auto inode = static_cast<std::uint32_t>(cookie);
    h_.finder.holders[inode] = {id + 100U, "p" + std::to_string(inode % 3),
                                "u" + std::to_string(id)};
    if (Chance(10)) h_.finder.holders.erase(inode);
    const auto port = static_cast<std::uint16_t>(80 + random_() % 3);
    SocketSample row = Listener(cookie, port, inode);
    if (!one.idle && Chance(2)) row = Client(cookie, port, TcpState::kEstablished, inode);
    if (!one.idle && Chance(4))
      row = Server(cookie, port, TcpState::kEstablished, Chance(2) ? inode : 0);
    if (Chance(10)) row.cookie = 0;
    one.sockets.emplace(cookie, row);
  }

  Harness& h_;
  std::mt19937 random_;
  One host_{};
  std::map<NetnsId, One> netns_;
  NetnsId next_ = 1;
  std::uint64_t cookie_ = 0;
};

// Whatever is told twice would be told apart by nobody.
void CheckUnique(const Snapshot& snapshot) {
  std::set<std::string> seen;
  for (const NetnsRow& row : snapshot.netns) REQUIRE(seen.insert(row.netns).second);
  for (const GroupRow& row : snapshot.groups) {
    REQUIRE(seen.insert(Name(row.labels)).second);
  }
}

void RunNetns(unsigned seed, const AggregatorSettings& settings) {
  Harness h(settings);
  Netns netns(h, seed);
  Counters counters;
  for (int tick = 0; tick < 100; ++tick) {
    netns.Tick();
    for (const auto& snapshot : {h.Tick(), h.Answer()}) {
      REQUIRE(InvariantGap(*snapshot) == 0);
      REQUIRE(CloseWaitGap(*snapshot) == 0);
      CheckUnique(*snapshot);
      if (settings.groups.groups <= 100) continue;
      REQUIRE(SumUnattributed(*snapshot) == SocketsOf(*snapshot, "unattributed"));
      CheckCountersNeverFall(*snapshot, counters);
    }
    if (tick == 50) h.clock.Advance(std::chrono::hours(2));
  }
}

TEST_CASE("Sums over groups equal the totals of every namespace, whatever becomes of them") {
  RunNetns(GENERATE(range(0U, 20U)), {.groups = {.groups = 2000, .series = 1'000'000}});
}

TEST_CASE("Sums over groups equal the totals of every namespace while groups fold") {
  RunNetns(GENERATE(range(0U, 20U)), {.groups = {.groups = 6}});
}

TEST_CASE("Sums over groups equal the totals of every namespace while the table is full") {
  RunNetns(GENERATE(range(0U, 20U)), {.sockets = 30});
}

}  // namespace
}  // namespace sockwatch::testing
