// CLOSE_WAIT as exported: how old, why, towards whom, and for how long it had been when it ended.
#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;
using std::chrono::minutes;
using std::chrono::seconds;

AggregatorSettings WithAges() {
  AggregatorSettings settings;
  settings.ages = {
      {seconds(60), "1m", false}, {seconds(300), "5m", true}, {seconds(3600), "1h", true}};
  return settings;
}

struct Fixture : Harness {
  Fixture() : Harness(WithAges()) {
    finder.holders[7] = {100, "app", ""};
    finder.holders[8] = {100, "app", ""};
    finder.holders[9] = {101, "web", ""};
  }
  static SocketSample From(SocketSample row, std::uint8_t last_byte) {
    row.remote = V4(10, 0, 0, last_byte);
    return row;
  }
  // A complete dump of `rows` whose CLOSE_WAIT ages the kernel tells.
  std::shared_ptr<const Snapshot> DumpWithAges(const Rows& rows, std::vector<CloseWaitAge> ages) {
    clock.Advance(interval);
    Begin(rows);
    Push(ages);
    End(DumpResult::kComplete);
    return Answer();
  }
};

seconds OldestAge(const Fixture& f, const GroupRow& row) {
  return std::chrono::round<seconds>(f.clock.WallNow() - row.close_wait.oldest.value());
}

using Older = std::vector<std::uint32_t>;

TEST_CASE_METHOD(Fixture, "A socket counts as older than an age from that age on") {
  Settle({Client(1, 443, kEstablished, 7)});
  Settle({Client(1, 443, kCloseWait, 7)});
  interval = seconds(59);
  CHECK(Group(*Dump({Client(1, 443, kCloseWait, 7)}), "app").close_wait.older == Older{0, 0, 0});
  interval = seconds(1);
  CHECK(Group(*Dump({Client(1, 443, kCloseWait, 7)}), "app").close_wait.older == Older{1, 0, 0});
  interval = seconds(3540);
  CHECK(Group(*Dump({Client(1, 443, kCloseWait, 7)}), "app").close_wait.older == Older{1, 1, 1});
}

TEST_CASE_METHOD(Fixture, "The oldest socket gives the timestamp, and none gives none") {
  Settle({Client(1, 443, kCloseWait, 7)});
  interval = seconds(100);
  const auto row =
      Group(*Dump({Client(1, 443, kCloseWait, 7), Client(2, 443, kCloseWait, 8)}), "app");
  CHECK(OldestAge(*this, row) == seconds(100));
  CHECK_FALSE(Group(*Dump({}), "app").close_wait.oldest);
}

TEST_CASE_METHOD(Fixture, "Age begins anew with the state, not with the socket") {
  Settle({Client(1, 443, kEstablished, 7)});
  interval = minutes(10);
  const auto row = Group(*Settle({Client(1, 443, kCloseWait, 7)}), "app");
  CHECK(OldestAge(*this, row) == seconds(0));
}

TEST_CASE_METHOD(Fixture, "What the kernel says of the age counts where it is older") {
  const auto row = Group(*DumpWithAges({Client(1, 443, kCloseWait, 7)}, {{1, 400'000}}), "app");
  CHECK(row.close_wait.older == Older{1, 1, 0});
  CHECK(OldestAge(*this, row) == seconds(400));
}

TEST_CASE_METHOD(Fixture, "What the kernel says of the age never makes a socket younger") {
  Settle({Client(1, 443, kCloseWait, 7)});
  interval = seconds(100);
  const auto row = Group(*DumpWithAges({Client(1, 443, kCloseWait, 7)}, {{1, 10'000}}), "app");
  CHECK(OldestAge(*this, row) == seconds(100));
}

TEST_CASE_METHOD(Fixture, "An age that is more than the process' own is not believed") {
  finder.holders[7].age = minutes(1);
  DumpWithAges({Client(1, 443, kCloseWait, 7)}, {{1, 400'000}});
  const auto row = Group(*Dump({Client(1, 443, kCloseWait, 7)}), "app");
  CHECK(OldestAge(*this, row) == seconds(5));
}

TEST_CASE_METHOD(Fixture, "Ages of sockets in another state, or not in the dump, change nothing") {
  Settle({Client(1, 443, kCloseWait, 7), Client(2, 443, kCloseWait, 8)});
  const auto row = Group(*DumpWithAges({Client(1, 443, kLastAck), Client(3, 443, kCloseWait, 9)},
                                       {{1, 400'000}, {2, 400'000}, {4, 1}}),
                         "web");
  CHECK(OldestAge(*this, row) == seconds(0));
}

TEST_CASE_METHOD(Fixture, "Causes are disjoint: not accepted, not read, not closed") {
  SocketSample unread = Client(2, 443, kCloseWait, 8);
  unread.receive_queue = 1;
  finder.holders[1] = {100, "app", ""};
  const Rows rows = {Listener(5, 80, 1), Server(3, 80, kCloseWait), Client(1, 443, kCloseWait, 7),
                     unread};
  Settle(rows);
  const auto snapshot = Dump(rows);
  using Causes = std::array<std::uint32_t, kCloseWaitCauseCount>;
  CHECK(Group(*snapshot, "app", "443").close_wait.causes == Causes{0, 1, 1});
  CHECK(Group(*snapshot, "app", "80").close_wait.causes == Causes{1, 0, 0});
}

TEST_CASE_METHOD(Fixture, "A cause follows what the socket's queue says now") {
  SocketSample row = Client(1, 443, kCloseWait, 7);
  row.receive_queue = 6;
  CHECK(Group(*Settle({row}), "app").close_wait.causes[1] == 1);
  row.receive_queue = 0;
  CHECK(Group(*Dump({row}), "app").close_wait.causes[2] == 1);
}

TEST_CASE_METHOD(Fixture, "An incomplete dump changes neither ages nor causes nor remotes") {
  const auto before = Group(*Settle({Client(1, 443, kCloseWait, 7)}), "app").close_wait;
  SocketSample changed = Client(1, 443, kCloseWait, 7);
  changed.receive_queue = 1;
  const auto after = Group(*Dump({changed}, DumpResult::kTimedOut), "app").close_wait;
  CHECK(after.causes == before.causes);
  CHECK(after.oldest == before.oldest);
  Dump({Client(1, 443, kLastAck)}, DumpResult::kTimedOut);
  CHECK(Group(*slot.Get(), "app").close_wait.oldest == before.oldest);
}

TEST_CASE_METHOD(Fixture, "Remotes are named after a minute, of clients with the port") {
  const Rows rows = {From(Client(1, 443, kCloseWait, 7), 1), From(Client(2, 443, kCloseWait, 8), 1),
                     From(Server(3, 80, kCloseWait, 9), 2)};
  const auto young = Settle(rows);
  CHECK(Group(*young, "app").close_wait.remotes.front().remote == "other");
  interval = minutes(1);
  const auto old = Dump(rows);
  CHECK(Group(*old, "app").close_wait.remotes.front().remote == "10.0.0.1:443");
  CHECK(Group(*old, "app").close_wait.remotes.front().sockets == 2);
  CHECK(Group(*old, "web").close_wait.remotes.front().remote == "10.0.0.2");
}

TEST_CASE("The remotes with most sockets are named, the rest are summed") {
  AggregatorSettings settings = WithAges();
  settings.groups.remotes = 2;
  Harness h(settings);
  Harness::Rows rows;
  for (std::uint64_t i = 0; i < 10; ++i) {
    rows.push_back(
        Fixture::From(Client(i + 1, 443, kCloseWait, 7), static_cast<std::uint8_t>(i < 5   ? 1
                                                                                   : i < 8 ? 2
                                                                                           : i)));
  }
  h.finder.holders[7] = {100, "app", ""};
  h.Settle(rows);
  h.interval = minutes(2);
  const auto remotes = Group(*h.Dump(rows), "app").close_wait.remotes;
  REQUIRE(remotes.size() == 3);
  CHECK(remotes[0].sockets == 5);
  CHECK(remotes[1].sockets == 3);
  CHECK(remotes[2].remote == "other");
  CHECK(remotes[2].sockets == 2);
}

TEST_CASE_METHOD(Fixture, "A socket takes what is known of it along to the group of its owner") {
  Dump({Client(1, 443, kCloseWait, 7)});
  CHECK(Group(*slot.Get(), "unattributed").close_wait.causes[2] == 1);
  const auto snapshot = Answer();
  CHECK(Group(*snapshot, "app").close_wait.causes[2] == 1);
  CHECK(Group(*snapshot, "unattributed").close_wait.causes[2] == 0);
}

TEST_CASE_METHOD(Fixture,
                 "Everything but ages and the verdict goes ten minutes after the last socket") {
  CHECK(Group(*Settle({Client(1, 443, kCloseWait, 7)}), "app").close_wait.shown);
  Dump({});
  interval = minutes(9);
  CHECK(Group(*Dump({}), "app").close_wait.shown);
  interval = minutes(2);
  CHECK_FALSE(Group(*Dump({}), "app").close_wait.shown);
}

ProgramRow Program(const Snapshot& snapshot, const std::string& process) {
  for (const ProgramRow& row : snapshot.programs) {
    if (row.process == process) return row;
  }
  return {};
}

TEST_CASE_METHOD(Fixture, "How long it had been in CLOSE_WAIT is told when a socket leaves it") {
  CHECK_FALSE(Program(*Settle({Client(1, 443, kEstablished, 7)}), "app").durations);
  Settle({Client(1, 443, kCloseWait, 7)});
  CHECK(Program(*slot.Get(), "app").durations->sum == 0);
  interval = seconds(40);
  const auto durations = Program(*Dump({Client(1, 443, kLastAck)}), "app").durations.value();
  CHECK(durations.sum == Approx(40));
  CHECK(durations.buckets[2] == 1);  // 10 s to 60 s
}

TEST_CASE_METHOD(Fixture, "A socket that vanishes left CLOSE_WAIT when it was first missing") {
  Settle({Client(1, 443, kCloseWait, 7)});
  interval = seconds(5);
  Dump({});
  interval = minutes(10);
  CHECK(Program(*Dump({}), "app").durations->sum == Approx(5));
}

TEST_CASE_METHOD(Fixture, "A duration waits for the owner, as the exit does") {
  Settle({});
  Dump({Client(1, 443, kCloseWait, 7)});
  const auto waiting = Dump({Client(1, 443, kLastAck)});
  CHECK(Program(*waiting, "unattributed").durations->sum == 0);
  CHECK(Program(*Answer(), "app").durations->sum == Approx(5));
}

TEST_CASE_METHOD(Fixture, "Sockets beyond the limit are part of the sums over causes and remotes") {
  AggregatorSettings settings = WithAges();
  settings.sockets = 1;
  Harness h(settings);
  const auto snapshot = h.Dump({Client(1, 443, kCloseWait, 7), Client(2, 443, kCloseWait, 8)});
  const GroupRow row = Group(*snapshot, "unattributed", "443");
  std::uint32_t causes = 0;
  std::uint32_t remotes = 0;
  for (const GroupRow& group : snapshot->groups) {
    for (const std::uint32_t count : group.close_wait.causes) causes += count;
    for (const RemoteCount& remote : group.close_wait.remotes) remotes += remote.sockets;
  }
  CHECK(causes == 2);
  CHECK(remotes == 2);
}

}  // namespace
}  // namespace sockwatch::testing
