// Many namespaces side by side: none disturbs another, and one that goes leaves nothing but zeros.
#include <algorithm>
#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;
using std::chrono::hours;
using std::chrono::minutes;

struct Fixture : Harness {
  Fixture() {
    finder.holders[1] = {100, "web", "web.service"};
    finder.holders[2] = {200, "app", "app.service"};
  }
  // A tick of the host, with nothing in it, and of one more.
  std::shared_ptr<const Snapshot> TickOf(NetnsId netns, const Rows& rows,
                                         DumpResult result = DumpResult::kComplete) {
    DumpOf(kHostNetns, {});
    DumpOf(netns, rows, result);
    Tick();
    return Answer();
  }
};

bool Shown(const Snapshot& snapshot, const std::string& netns) {
  return Netns(snapshot, netns).netns == netns;
}

// The sockets that wait in an accept queue have no other owner than the listener there.
TEST_CASE_METHOD(Fixture, "The same port in two namespaces is two listeners") {
  for (int tick = 0; tick < 2; ++tick) {
    DumpOf(1, {Listener(10, 80, 1), Server(11, 80, kEstablished)});
    DumpOf(2, {Listener(20, 80, 2), Server(21, 80, kEstablished)});
    Tick();
    Answer();
  }
  const auto snapshot = slot.Get();
  CHECK(Sockets(GroupIn(*snapshot, "n1", "web"), kEstablished) == 1);
  CHECK(Sockets(GroupIn(*snapshot, "n2", "app"), kEstablished) == 1);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "A dump that fails in one namespace leaves the others as they are") {
  TickOf(1, {Client(10, 443, kEstablished, 2)});
  DumpOf(kHostNetns, {Client(5, 443, kEstablished, 2)});
  DumpOf(1, {}, DumpResult::kKernelError);
  const auto snapshot = Tick();
  CHECK(Sockets(Netns(*snapshot, "host"), kEstablished) == 1);
  CHECK(Sockets(Netns(*snapshot, "n1"), kEstablished) == 1);
  CHECK(Dumps(Netns(*snapshot, "n1"), DumpResult::kKernelError) == 1);
  CHECK(snapshot->netns_sampled == 1);
  CHECK(snapshot->netns_failed == 1);
}

TEST_CASE_METHOD(Fixture, "What goes with its namespace is booked as gone") {
  const auto client = [](TcpState state) { return Rows{Client(10, 443, state, 2)}; };
  TickOf(1, client(kEstablished));
  TickOf(1, client(kCloseWait));
  IsGone(1);
  const auto snapshot = Tick();
  CHECK_FALSE(Shown(*snapshot, "n1"));
  const GroupRow row = GroupIn(*snapshot, "n1", "app");
  CHECK(Sockets(row, kCloseWait) == 0);
  CHECK(Entries(row, kCloseWait) == 1);
  CHECK(Exits(row, kCloseWait) == 1);
  CHECK(snapshot->programs.front().durations->sum == Approx(5));
  CHECK(InvariantGap(*snapshot) == 0);
  CHECK(CloseWaitGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture,
                 "A namespace that goes before its first complete dump has booked nothing") {
  TickOf(1, {Client(10, 443, kTimeWait), Client(11, 443, kCloseWait, 2)}, DumpResult::kTimedOut);
  IsGone(1);
  const auto snapshot = Tick();
  CHECK(Exits(GroupIn(*snapshot, "n1", "app"), kCloseWait) == 0);
  CHECK(Exits(GroupIn(*snapshot, "n1", "unattributed"), kTimeWait) == 0);
}

TEST_CASE_METHOD(Fixture, "A namespace that goes in mid-dump disturbs no other") {
  const Rows rows = {Client(10, 443, kEstablished, 2), Client(11, 443, kEstablished, 2)};
  TickOf(1, rows);
  TickOf(2, {Client(20, 443, kEstablished, 2)});
  Begin({rows.front()}, 1);
  IsGone(1);
  Push(Rows{rows.back()});
  DumpOf(2, {Client(20, 443, kEstablished, 2)});
  const auto snapshot = Tick();
  CHECK_FALSE(Shown(*snapshot, "n1"));
  CHECK(Sockets(Netns(*snapshot, "n2"), kEstablished) == 1);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "The end of another namespace inside a dump leaves the dump whole") {
  TickOf(1, {Client(10, 443, kEstablished, 2)});
  Begin({Client(20, 443, kEstablished, 2)}, 2);
  IsGone(1);
  Push(Rows{Client(21, 443, kEstablished, 2)});
  Push(std::vector{EndDump{2, DumpResult::kComplete, clock.Now(), clock.WallNow(), {}}});
  CHECK(Sockets(Netns(*Tick(), "n2"), kEstablished) == 2);
}

TEST_CASE_METHOD(Fixture, "Groups of a vanished namespace are zeros for an hour, then nothing") {
  TickOf(1, {Client(10, 443, kEstablished, 2)});
  IsGone(1);
  interval = minutes(59);
  Tick();
  CHECK_FALSE(GroupIn(*Tick(), "n1", "app").labels.process.empty());
  clock.Advance(minutes(2));
  CHECK(GroupIn(*Tick(), "n1", "app").labels.process.empty());
}

TEST_CASE_METHOD(Fixture, "The hour begins when the namespace goes, not with the last socket") {
  TickOf(1, {Client(10, 443, kEstablished, 2)});
  TickOf(1, {Client(11, 443, kEstablished, 1)});
  clock.Advance(hours(3));
  TickOf(1, {Client(11, 443, kEstablished, 1)});
  IsGone(1);
  CHECK_FALSE(GroupIn(*Tick(), "n1", "app").labels.process.empty());
}

TEST_CASE("Namespaces that come and go by the thousand leave no more than the limits allow") {
  Harness h({.groups = {.groups = 10}});
  std::size_t most = 0;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    const auto id = static_cast<NetnsId>(1 + i);
    h.interval = std::chrono::seconds(1);
    h.DumpOf(id, {Client(10U + i, 443, kEstablished), Client(10'000U + i, 5432, kTimeWait)});
    CHECK(GroupIn(*h.Tick(), h.NameOf(id), "other").labels.process.empty());
    h.DumpOf(id, {Client(10U + i, 443, kTimeWait)});
    h.IsGone(id);
    most = std::max(most, h.Tick()->groups.size());
  }
  CHECK(most <= 11);
}

TEST_CASE_METHOD(Fixture, "A label that comes back goes on with the counters of its groups") {
  labels = {{1, "db.service"}, {2, "db.service"}};
  TickOf(1, {Client(10, 443, kEstablished, 2)});
  TickOf(1, {Client(10, 443, kCloseWait, 2)});
  IsGone(1);
  interval = minutes(50);
  Tick();
  interval = std::chrono::seconds(5);
  TickOf(2, {Client(11, 443, kEstablished, 2)});
  const auto snapshot = TickOf(2, {Client(11, 443, kCloseWait, 2)});
  const GroupRow row = GroupIn(*snapshot, "db.service", "app");
  CHECK(Entries(row, kCloseWait) == 2);
  CHECK(Exits(row, kCloseWait) == 1);
  CHECK(Dumps(Netns(*snapshot, "db.service"), DumpResult::kComplete) == 4);
  CHECK(std::count_if(snapshot->groups.begin(), snapshot->groups.end(),
                      [](const GroupRow& group) { return group.labels.process == "app"; }) == 1);
}

TEST_CASE_METHOD(Fixture, "Groups of a label that came back live on") {
  labels = {{1, "db.service"}, {2, "db.service"}};
  TickOf(1, {Client(10, 443, kEstablished, 2)});
  IsGone(1);
  Tick();
  TickOf(2, {Client(11, 8080, kEstablished, 1)});
  clock.Advance(hours(2));
  CHECK_FALSE(GroupIn(*Tick(), "db.service", "app").labels.process.empty());
}

TEST_CASE_METHOD(Fixture, "Labels are unique even where two namespaces ask for the same") {
  labels = {{1, "x"}, {2, "x"}, {3, "idle"}, {4, "host"}, {5, ""}};
  for (NetnsId id = 1; id <= 5; ++id) DumpOf(id, {Client(10U + id, 443, kEstablished, 2)});
  const auto snapshot = Tick();
  for (const char* name : {"x", "x_", "idle_", "host_", "_"}) CHECK(Shown(*snapshot, name));
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "An id that comes again is another namespace") {
  TickOf(1, {Listener(10, 40000, 1), Client(11, 443, kEstablished, 2)});
  IsGone(1);
  Tick();
  clock.Advance(hours(2));
  labels[1] = "again";
  // Nobody listens on that port any more, so that it is one the kernel gave out.
  TickOf(1, {Client(20, 40000, kEstablished), Server(21, 40000, kEstablished)});
  const auto snapshot =
      TickOf(1, {Client(20, 40000, kEstablished), Server(21, 40000, kEstablished)});
  CHECK_FALSE(Shown(*snapshot, "n1"));
  CHECK(Sockets(Netns(*snapshot, "again"), kEstablished) == 2);
  CHECK(GroupIn(*snapshot, "n1", "app").labels.process.empty());
  for (const GroupRow& row : snapshot->groups) CHECK(row.labels.role != "server");
}

TEST_CASE_METHOD(Fixture, "Marks of unknown namespaces, twice or out of order, change nothing") {
  TickOf(1, {Client(10, 443, kEstablished, 2)});
  IsGone(7);
  StandsStill(8);
  IsGone(kHostNetns);
  Begin({}, 1);
  Push(std::vector{EndDump{2, DumpResult::kComplete, clock.Now(), clock.WallNow(), {}}});
  CHECK(Sockets(Netns(*Tick(), "n1"), kEstablished) == 1);
  Begin({}, 1);
  StandsStill(1);
  IsGone(1);
  IsGone(1);
  const auto snapshot = Tick();
  CHECK(snapshot->netns.size() == 1);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture,
                 "A socket that two namespaces show is counted in both, and known in one") {
  TickOf(1, {Client(10, 443, kEstablished, 2)});
  DumpOf(1, {Client(10, 443, kEstablished, 2)});
  DumpOf(2, {Client(10, 443, kEstablished, 2)});
  const auto snapshot = Tick();
  CHECK(Sockets(GroupIn(*snapshot, "n1", "app"), kEstablished) == 1);
  CHECK(Sockets(GroupIn(*snapshot, "n2", "unattributed"), kEstablished) == 1);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "Rows without a cookie are counted, without a name") {
  SocketSample row = Client(0, 443, kCloseWait, 2);
  row.receive_queue = 7;
  const auto snapshot = TickOf(1, {row, row, Listener(0, 80, 1)});
  const GroupRow group = GroupIn(*snapshot, "n1", "unattributed");
  CHECK(Sockets(group, kCloseWait) == 2);
  CHECK(Sockets(group, kListen) == 1);
  CHECK(group.labels.role.empty());
  CHECK(group.queues.receive == 14);
  CHECK(Unattributed(*snapshot, UnattributedReason::kPermission) == 3);
  CHECK(InvariantGap(*snapshot) == 0);
  CHECK(CloseWaitGap(*snapshot) == 0);
}

TEST_CASE_METHOD(Fixture, "Port ranges and what is used of them are each namespace's own") {
  ranges[1] = PortRange{50000, 50009};
  const auto at = [](std::uint64_t cookie, std::uint16_t port) {
    SocketSample row = Client(cookie, 443, kEstablished, 2);
    row.local_port = port;
    return row;
  };
  DumpOf(kHostNetns, {at(5, 40000)});
  DumpOf(1, {at(10, 50001), at(11, 40000)});
  const auto snapshot = Tick();
  CHECK(Netns(*snapshot, "host").port_limit == 28232);
  CHECK(Netns(*snapshot, "host").ports.front().held == 1);
  CHECK(Netns(*snapshot, "n1").port_limit == 10);
  CHECK(Netns(*snapshot, "n1").ports.front().held == 1);
}

TEST_CASE_METHOD(Fixture, "A port that one namespace gives out may be a server's in another") {
  ranges[1] = PortRange{1024, 4999};
  SocketSample row = Server(10, 8080, kEstablished);
  row.remote_port = 2000;
  DumpOf(kHostNetns, {row});
  row.cookie = 11;
  DumpOf(1, {row});
  const auto snapshot = Tick();
  CHECK(GroupIn(*snapshot, "host", "unattributed").labels.role == "client");
  CHECK(GroupIn(*snapshot, "n1", "unattributed").labels.role == "server");
}

TEST_CASE_METHOD(Fixture, "Processes are counted over all namespaces, each once") {
  finder.holders[3] = {200, "app", "app.service"};
  for (int tick = 0; tick < 3; ++tick) {
    DumpOf(kHostNetns, {Client(5, 443, kEstablished, 2)});
    DumpOf(1, {Client(10, 443, kEstablished, 3)});
    DumpOf(2, {Client(20, 443, kEstablished, 1)});
    Tick();
    Answer();
  }
  for (const ProgramRow& row : slot.Get()->programs) {
    if (row.process != "unattributed") CHECK(row.processes == 1);
  }
  CHECK(finder.fds_of.size() == 2);
  IsGone(2);
  for (const ProgramRow& row : Tick()->programs)
    CHECK(row.processes == (row.process == "app" ? 1 : 0));
}

TEST_CASE_METHOD(Fixture, "Where a socket was is remembered for a dump of its own namespace") {
  DumpOf(kHostNetns, {Client(1, 443, kEstablished, 1)});
  Tick();
  Answer();
  DumpOf(kHostNetns, {});
  DumpOf(1, {});
  Tick();
  DumpOf(1, {});
  DumpOf(kHostNetns, {Client(3, 443, kEstablished, 2)});
  Tick();
  CHECK(finder.freed.size() == 1);
}

}  // namespace
}  // namespace sockwatch::testing
