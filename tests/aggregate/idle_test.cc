// Namespaces that have listeners alone: summed in netns="idle" until there is more to tell.
#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;
using std::chrono::minutes;
using std::chrono::seconds;

struct Fixture : Harness {
  Fixture() {
    finder.holders[1] = {100, "web", "web@1.service"};
    finder.holders[2] = {200, "web", "web@2.service"};
  }

  // A tick in which n1 and n2 have a listener each, and n1 has `more`.
  std::shared_ptr<const Snapshot> TickOf(const Rows& more = {}) {
    Rows rows = {Listener(10, 80, 1)};
    rows.insert(rows.end(), more.begin(), more.end());
    DumpOf(1, rows);
    DumpOf(2, {Listener(20, 80, 2)});
    Tick();
    return Answer();
  }
};

TEST_CASE_METHOD(Fixture, "Listeners of idle namespaces stand together, whichever their unit") {
  TickOf();
  const auto snapshot = TickOf();
  const GroupRow row = GroupIn(*snapshot, "idle", "web");
  CHECK(Sockets(row, kListen) == 2);
  CHECK(row.labels == GroupLabels{"idle", "", "web", "server", "80"});
  CHECK(Sockets(Netns(*snapshot, "idle"), kListen) == 2);
  CHECK(snapshot->netns.size() == 2);
  CHECK(snapshot->netns_sampled == 2);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "Descriptors of the processes that hold them are not counted") {
  TickOf();
  TickOf();
  TickOf();
  CHECK(finder.fds_of.empty());
}

TEST_CASE_METHOD(Fixture, "A socket that is back as a listener stands with the others") {
  TickOf({Server(11, 81, kClose, 1)});
  TickOf();
  const auto snapshot = TickOf({Listener(11, 81, 1)});
  CHECK(Sockets(Netns(*snapshot, "idle"), kListen) == 3);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "A namespace without any socket is idle, and the host never") {
  DumpOf(kHostNetns, {Listener(5, 22, 1)});
  DumpOf(1, {});
  const auto snapshot = Tick();
  CHECK(Sockets(Netns(*snapshot, "host"), kListen) == 1);
  CHECK(Netns(*snapshot, "idle").last_complete);
  CHECK_FALSE(Netns(*Dump({Listener(5, 22, 1)}), "idle").ports.size() > 0);
}

TEST_CASE_METHOD(Fixture, "Without an idle namespace there is no row of them") {
  DumpOf(1, {Client(10, 443, kEstablished, 1)});
  CHECK(Netns(*Tick(), "idle").netns.empty());
}

TEST_CASE_METHOD(Fixture, "Of an idle namespace nothing is told but its listeners") {
  sysctls = {{"net.ipv4.tcp_max_tw_buckets", 7}};
  kernel.known = true;
  Push(std::vector{BeginDump{1, clock.Now()}});
  Push(Rows{Listener(10, 80, 1)});
  Push(std::vector{KernelEventCounts{3, 4}});
  Push(std::vector{EndDump{1, DumpResult::kComplete, clock.Now(), clock.WallNow(), kernel}});
  const NetnsRow row = Netns(*Tick(), "idle");
  CHECK(row.sysctls.empty());
  CHECK_FALSE(row.events);
  CHECK_FALSE(row.difference);
  CHECK_FALSE(row.port_limit);
  CHECK_FALSE(row.time_wait_limit);
}

TEST_CASE_METHOD(Fixture, "The first socket that is no listener makes a namespace one of its own") {
  TickOf();
  const auto snapshot = TickOf({Server(11, 80, kEstablished, 1)});
  CHECK(Sockets(GroupIn(*snapshot, "n1", "web"), kListen) == 1);
  CHECK(GroupIn(*snapshot, "n1", "web").labels.unit == "web@1.service");
  CHECK(Sockets(GroupIn(*snapshot, "idle", "web"), kListen) == 1);
  CHECK(Sockets(Netns(*snapshot, "n1"), kEstablished) == 1);
  CHECK(Netns(*snapshot, "n1").port_limit == 28232);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "In the middle of a dump its listeners have gone with it already") {
  TickOf();
  Begin({Listener(10, 80, 1)}, 1);
  CHECK(Sockets(Netns(*Tick(), "idle"), kListen) == 2);
  Push(Rows{Server(11, 80, kEstablished, 1)});
  const auto snapshot = Tick();
  CHECK(Sockets(Netns(*snapshot, "idle"), kListen) == 1);
  CHECK(Sockets(Netns(*snapshot, "n1"), kListen) == 1);
  CHECK(Sockets(GroupIn(*snapshot, "n1", "web"), kListen) == 1);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "Back among the idle it leaves zeros, and its counters are kept") {
  TickOf({Server(11, 80, kEstablished, 1)});
  TickOf({Server(11, 80, kCloseWait, 1)});
  TickOf();
  auto snapshot = TickOf();
  CHECK(Netns(*snapshot, "n1").netns.empty());
  CHECK(Sockets(GroupIn(*snapshot, "idle", "web"), kListen) == 2);
  CHECK(Sockets(GroupIn(*snapshot, "n1", "web"), kListen) == 0);
  CHECK(Exits(GroupIn(*snapshot, "n1", "web"), kCloseWait) == 1);
  CHECK(InvariantGap(*snapshot) == 0);
  TickOf({Server(12, 80, kEstablished, 1)});
  snapshot = TickOf({Server(12, 80, kCloseWait, 1)});
  CHECK(Entries(GroupIn(*snapshot, "n1", "web"), kCloseWait) == 2);
}

TEST_CASE_METHOD(Fixture, "Back among the idle its peaks, queues and remotes run out") {
  Rows rows = {Server(11, 80, kCloseWait, 1)};
  rows.front().receive_queue = 9;
  TickOf(rows);
  CHECK(Peak(GroupIn(*TickOf(rows), "n1", "web"), kCloseWait) == 1);
  interval = seconds(61);
  TickOf();
  TickOf();
  const GroupRow row = GroupIn(*TickOf(), "n1", "web");
  CHECK(Peak(row, kCloseWait) == 0);
  CHECK(row.queues.receive == 0);
  CHECK_FALSE(row.accept_queue.shown);
  CHECK(row.close_wait.remotes.empty());
}

TEST_CASE_METHOD(Fixture, "Dumps are counted where their namespace stands, and never fall") {
  TickOf();
  auto snapshot = TickOf({Server(11, 80, kEstablished, 1)});
  CHECK(Dumps(Netns(*snapshot, "idle"), DumpResult::kComplete) == 3);
  CHECK(Dumps(Netns(*snapshot, "n1"), DumpResult::kComplete) == 1);
  TickOf();
  DumpOf(1, {}, DumpResult::kTimedOut);
  snapshot = TickOf({Server(11, 80, kEstablished, 1)});
  CHECK(Dumps(Netns(*snapshot, "idle"), DumpResult::kComplete) == 6);
  CHECK(Dumps(Netns(*snapshot, "idle"), DumpResult::kTimedOut) == 1);
  CHECK(Dumps(Netns(*snapshot, "n1"), DumpResult::kComplete) == 2);
}

TEST_CASE_METHOD(Fixture, "The idle are as old as the oldest of them") {
  const WallTime first = clock.WallNow();
  TickOf();
  DumpOf(2, {Listener(20, 80, 2)});
  CHECK(Netns(*Tick(), "idle").last_complete == first);
}

TEST_CASE_METHOD(Fixture, "A namespace that stands still is as young as if it had been dumped") {
  TickOf();
  const WallTime second = clock.WallNow();
  StandsStill(1);
  StandsStill(2);
  const auto snapshot = Tick();
  CHECK(Netns(*snapshot, "idle").last_complete == second);
  CHECK(Sockets(Netns(*snapshot, "idle"), kListen) == 2);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "Standing still, it makes good a failed dump") {
  DumpOf(kHostNetns, {});
  TickOf();
  DumpOf(1, {}, DumpResult::kTimedOut);
  CHECK(Tick()->netns_failed == 1);
  StandsStill(1);
  CHECK(Tick()->netns_failed == 0);
}

TEST_CASE_METHOD(Fixture, "A socket that is absent from a dump and from standing still is gone") {
  TickOf({Server(11, 80, kEstablished, 1)});
  TickOf({Server(11, 80, kCloseWait, 1)});
  TickOf();
  StandsStill(1);
  const auto snapshot = Tick();
  CHECK(Exits(GroupIn(*snapshot, "n1", "web"), kCloseWait) == 1);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "Standing still after a failed dump has shown more, it is idle again") {
  TickOf();
  DumpOf(1, {Client(11, 443, kEstablished, 1)}, DumpResult::kTimedOut);
  CHECK(Sockets(Netns(*Tick(), "n1"), kListen) == 1);
  StandsStill(1);
  const auto snapshot = Tick();
  CHECK(Netns(*snapshot, "n1").netns.empty());
  CHECK(Sockets(GroupIn(*snapshot, "idle", "web"), kListen) == 2);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "A host that stands still shows the queues of its last dump") {
  Rows rows = {Listener(10, 80, 1)};
  rows.front().send_queue = 128;
  Dump(rows);
  DumpOf(kHostNetns, {}, DumpResult::kTimedOut);
  StandsStill(kHostNetns);
  CHECK(Group(*Tick(), "unattributed").accept_queue.limit == 128);
}

TEST_CASE_METHOD(Fixture, "An idle namespace that goes takes its listeners along") {
  TickOf();
  IsGone(1);
  const auto snapshot = Tick();
  CHECK(Sockets(Netns(*snapshot, "idle"), kListen) == 1);
  CHECK(Sockets(GroupIn(*snapshot, "idle", "web"), kListen) == 1);
  CHECK(GroupIn(*snapshot, "n1", "web").labels.process.empty());
  CHECK(InvariantGap(*snapshot) == 0);
  IsGone(2);
  CHECK(Netns(*Tick(), "idle").netns.empty());
}

TEST_CASE_METHOD(Fixture, "Listeners without a cookie are idle, too, and go with their namespace") {
  DumpOf(1, {Listener(0, 80, 1), Listener(0, 81, 1)});
  DumpOf(2, {Listener(0, 80, 1)});
  auto snapshot = Tick();
  CHECK(Sockets(GroupIn(*snapshot, "idle", "unattributed"), kListen) == 3);
  DumpOf(1, {Listener(0, 80, 1), Client(0, 443, kEstablished)});
  snapshot = Tick();
  CHECK(Sockets(GroupIn(*snapshot, "idle", "unattributed"), kListen) == 1);
  CHECK(Sockets(GroupIn(*snapshot, "n1", "unattributed"), kListen) == 1);
  CHECK(InvariantGap(*snapshot) == 0);
  IsGone(2);
  CHECK(Sockets(GroupIn(*Tick(), "idle", "unattributed"), kListen) == 0);
}

TEST_CASE_METHOD(Fixture,
                 "A namespace that has had no complete dump is shown once one has failed") {
  DumpOf(1, {Listener(10, 80, 1)}, DumpResult::kTimedOut);
  auto snapshot = Tick();
  CHECK(Dumps(Netns(*snapshot, "n1"), DumpResult::kTimedOut) == 1);
  CHECK_FALSE(Netns(*snapshot, "n1").last_complete);
  CHECK(Netns(*snapshot, "idle").netns.empty());
  snapshot = TickOf();
  CHECK(Netns(*snapshot, "n1").netns.empty());
  CHECK(Sockets(Netns(*snapshot, "idle"), kListen) == 2);
}

TEST_CASE("Idle groups take no room from the others, and stay within their own") {
  Harness h({.groups = {.groups = 3}});
  Harness::Rows idle;
  for (std::uint16_t i = 0; i < 10; ++i) idle.push_back(Listener(10U + i, 80 + i, 0));
  for (int tick = 0; tick < 2; ++tick) {
    h.DumpOf(kHostNetns, {Client(1, 443, kEstablished), Client(2, 5432, kEstablished)});
    h.DumpOf(1, idle);
    h.DumpOf(2, {Client(3, 443, kEstablished), Client(4, 5432, kEstablished)});
    h.Tick();
  }
  const auto snapshot = h.slot.Get();
  std::map<std::string, int> groups;
  for (const GroupRow& row : snapshot->groups) {
    ++groups[row.labels.process == "other" ? "other" : row.labels.netns == "idle" ? "idle" : "own"];
  }
  CHECK(groups == std::map<std::string, int>{{"idle", 3}, {"own", 3}, {"other", 2}});
  CHECK(Sockets(GroupIn(*snapshot, "idle", "other"), kListen) == 7);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "An idle group at zero is shown for ten minutes") {
  TickOf();
  IsGone(1);
  IsGone(2);
  interval = minutes(9);
  Tick();
  CHECK_FALSE(GroupIn(*Tick(), "idle", "web").labels.process.empty());
  Tick();
  CHECK(GroupIn(*Tick(), "idle", "web").labels.process.empty());
}

}  // namespace
}  // namespace sockwatch::testing
