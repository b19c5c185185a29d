#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

// nginx listens on port 80 with inode 1, and that is known.
Harness& WithNginx(Harness& h, const SocketSample& listener = Listener(1, 80, 1)) {
  h.finder.holders[1] = {100, "nginx", "nginx.service"};
  h.Settle({listener});
  return h;
}

TEST_CASE("A connection to a known listener is provisionally its, without a question") {
  Harness h;
  const auto snapshot = WithNginx(h).Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)});
  CHECK(Sockets(Group(*snapshot, "nginx"), kEstablished) == 1);
  CHECK(snapshot->provisional == 1);
  CHECK(h.finder.asked.empty());
}

TEST_CASE("A provisional connection is confirmed by inode when seen in a second complete dump") {
  Harness h;
  h.finder.holders[20] = {200, "worker", ""};
  WithNginx(h).Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)});
  h.Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)});
  const auto snapshot = h.Answer();
  CHECK(Sockets(Group(*snapshot, "worker"), kEstablished) == 1);
  CHECK(snapshot->provisional == 0);
}

TEST_CASE("A failed dump is no second complete dump") {
  Harness h;
  WithNginx(h).Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)}, DumpResult::kTimedOut);
  h.Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)});
  CHECK(h.finder.asked.empty());
}

TEST_CASE("A provisional connection in CLOSE_WAIT is asked for at once") {
  Harness h;
  WithNginx(h).Dump({Listener(1, 80, 1), Server(2, 80, kCloseWait, 20)});
  REQUIRE(h.finder.asked.size() == 1);
  CHECK(h.finder.asked[0].kind == QueryKind::kCloseWait);
  CHECK(h.finder.asked[0].pid == 100);  // nginx is the likeliest holder
  CHECK(h.finder.asked[0].fd == -1);
}

TEST_CASE("Entries of a provisional connection are booked to the confirmed owner only") {
  Harness h;
  h.finder.holders[20] = {200, "worker", ""};
  const auto before = WithNginx(h).Dump({Listener(1, 80, 1), Server(2, 80, kCloseWait, 20)});
  CHECK(Entries(Group(*before, "nginx"), kCloseWait) == 0);
  const auto after = h.Answer();
  CHECK(Entries(Group(*after, "nginx"), kCloseWait) == 0);
  CHECK(Entries(Group(*after, "worker"), kCloseWait) == 1);
}

TEST_CASE("TIME_WAIT of a server never met alive takes its listener's name") {
  Harness h;
  const auto snapshot = WithNginx(h).Dump({Listener(1, 80, 1), Server(2, 80, kTimeWait)});
  CHECK(Sockets(Group(*snapshot, "nginx"), kTimeWait) == 1);
  CHECK(Entries(Group(*snapshot, "nginx"), kTimeWait) == 1);
  CHECK(h.finder.asked.empty());
}

TEST_CASE("TIME_WAIT keeps its listener's name for ten minutes after the listener has gone") {
  Harness h;
  WithNginx(h).Dump({});
  h.Dump({});
  CHECK(Sockets(Group(*h.Dump({Server(2, 80, kTimeWait)}), "nginx"), kTimeWait) == 1);
  h.Dump({});
  h.Dump({});
  h.clock.Advance(Listeners::kMemory);
  h.Dump({});
  const auto late = h.Dump({Server(3, 80, kTimeWait)});
  CHECK(Sockets(Group(*late, "nginx"), kTimeWait) == 0);
  CHECK(Unattributed(*late, UnattributedReason::kUnseen) == 1);
}

TEST_CASE("A connection in the accept queue belongs to the listener, also of pid 1") {
  Harness h;
  h.finder.holders[1] = {1, "systemd", "init.scope"};
  h.Settle({Listener(1, 80, 1)});
  const auto snapshot = h.Dump({Listener(1, 80, 1), Server(2, 80, kCloseWait)});
  CHECK(Sockets(Group(*snapshot, "systemd"), kCloseWait) == 1);
  CHECK(snapshot->provisional == 0);
}

TEST_CASE("What pid 1 or an inetd accepts is asked for") {
  const std::string name = GENERATE("systemd", "inetd", "xinetd");
  Harness h;
  h.finder.holders[1] = {name == "systemd" ? 1U : 50U, name, ""};
  h.Settle({Listener(1, 80, 1)});
  h.Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)});
  CHECK(h.finder.asked.size() == 1);
}

TEST_CASE("A listener whose holders have different names names no connection") {
  Harness h;
  h.finder.holders[1] = {50, "supervisor", "", false};
  h.Settle({Listener(1, 80, 1)});
  h.Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)});
  CHECK(h.finder.asked.size() == 1);
}

TEST_CASE("A connection taken out of the accept queue is its holder's, not the listener's") {
  Harness h;
  h.finder.holders[20] = {200, "worker", ""};
  WithNginx(h).Dump({Listener(1, 80, 1), Server(2, 80, kEstablished)});
  h.Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)});
  h.Dump({Listener(1, 80, 1), Server(2, 80, kEstablished, 20)});
  CHECK(Sockets(Group(*h.Answer(), "worker"), kEstablished) == 1);
}

TEST_CASE("Two programs on one port make an inode-less connection ambiguous") {
  Harness h;
  h.finder.holders = {{1, {100, "a", ""}}, {2, {200, "b", ""}}};
  h.Settle({Listener(1, 80, 1), Listener(2, 80, 2)});
  const auto snapshot = h.Dump({Listener(1, 80, 1), Listener(2, 80, 2), Server(3, 80, kTimeWait)});
  CHECK(Unattributed(*snapshot, UnattributedReason::kAmbiguous) == 1);
}

TEST_CASE("Of two programs on one port on different addresses, the row's address decides") {
  Harness h;
  h.finder.holders = {{1, {100, "a", ""}}, {2, {200, "b", ""}}};
  auto on_loopback = Listener(2, 80, 2);
  on_loopback.local = V4(127, 0, 0, 1);
  h.Settle({Listener(1, 80, 1), on_loopback});
  const auto snapshot = h.Dump({Listener(1, 80, 1), on_loopback, Server(3, 80, kTimeWait)});
  CHECK(Sockets(Group(*snapshot, "b"), kTimeWait) == 1);
}

TEST_CASE("A connection is named only by listeners with its own cgroup") {
  Harness h;
  auto listener = Listener(1, 80, 1);
  listener.cgroup_id = 5;
  auto connection = Server(2, 80, kEstablished, 20);
  connection.cgroup_id = 6;
  WithNginx(h, listener).Dump({listener, connection});
  REQUIRE(h.finder.asked.size() == 1);
  CHECK(h.finder.asked[0].cgroup_id == 6);
}

// The program "app" is seen to open a connection to port 443 and to close it.
Harness& WithApp(Harness& h) {
  h.finder.holders[10] = {300, "app", "app.service"};
  h.Dump({});
  h.Settle({Client(1, 443, kEstablished, 10)});
  h.Dump({Client(1, 443, kTimeWait)});
  return h;
}

TEST_CASE("A client socket that closed unseen takes the one program that turns over there") {
  Harness h;
  const auto snapshot = WithApp(h).Dump({Client(1, 443, kTimeWait), Client(2, 443, kTimeWait)});
  CHECK(Sockets(Group(*snapshot, "app"), kTimeWait) == 2);
  CHECK(snapshot->provisional == 1);
}

TEST_CASE("A program that keeps a connection open does not name the short ones beside it") {
  Harness h;
  h.finder.holders[10] = {300, "app", "app.service"};
  h.Dump({});
  const auto alive = Client(1, 443, kEstablished, 10);
  h.Settle({alive});
  const auto snapshot = h.Dump({alive, Client(2, 443, kTimeWait)});
  CHECK(Sockets(Group(*snapshot, "app"), kTimeWait) == 0);
  CHECK(Unattributed(*snapshot, UnattributedReason::kUnseen) == 1);
}

TEST_CASE("A connection that was there before sockwatchd does not turn over when it ends") {
  Harness h;
  h.finder.holders[10] = {300, "app", "app.service"};
  h.Settle({Client(1, 443, kEstablished, 10)});
  const auto snapshot = h.Dump({Client(1, 443, kTimeWait), Client(2, 443, kTimeWait)});
  CHECK(Sockets(Group(*snapshot, "app"), kTimeWait) == 1);
  CHECK(Unattributed(*snapshot, UnattributedReason::kUnseen) == 1);
}

TEST_CASE("A program that has not turned over for ten minutes names nobody any more") {
  Harness h;
  WithApp(h).finder.holders[11] = {300, "app", "app.service"};
  const auto kept = Client(2, 443, kEstablished, 11);
  h.Settle({kept});
  h.clock.Advance(Destinations::kMemory);
  const auto snapshot = h.Dump({kept, Client(3, 443, kTimeWait)});
  CHECK(Unattributed(*snapshot, UnattributedReason::kUnseen) == 1);
}

TEST_CASE("A client of an unknown destination is asked for before the dump has ended") {
  Harness h;
  h.Begin({Client(1, 443, kEstablished, 10)});
  CHECK(h.finder.asked.empty());  // a first dump asks at its end
  h.End(DumpResult::kComplete);
  h.Answer();
  h.Begin({Client(2, 8443, kEstablished, 11)});
  CHECK(h.finder.asked.size() == 1);
}

TEST_CASE(
    "A client is asked for in a hurry where sockets went unnamed, until somebody turns over") {
  Harness h;
  h.finder.holders = {{10, {300, "app", ""}}, {11, {300, "app", ""}}};
  h.Dump({});
  const auto kept = Client(1, 443, kEstablished, 10);
  h.Settle({kept});
  const auto unseen = Client(9, 443, kTimeWait);
  h.Begin({kept, Client(2, 443, kEstablished, 11)});
  CHECK(h.finder.asked.empty());  // nobody went unnamed yet
  h.End(DumpResult::kComplete);
  h.finder.asked.clear();
  h.Dump({kept, unseen});
  h.Begin({kept, unseen, Client(3, 443, kEstablished, 11)});
  CHECK(h.finder.asked.size() == 1);
  h.Answer();
  h.End(DumpResult::kComplete);
  h.Dump({kept, unseen, Client(3, 443, kTimeWait)});
  h.Begin({kept, unseen, Client(4, 443, kEstablished, 12)});
  CHECK(h.finder.asked.empty());
}

TEST_CASE("A client socket that is not found takes its destination's program, for one dump") {
  Harness h;
  WithApp(h);
  const Harness::Rows rows = {Client(2, 443, kEstablished, 11)};
  CHECK(Sockets(Group(*h.Settle(rows), "app"), kEstablished) == 1);
  // Still alive and still not found: it is not the program's.
  const auto snapshot = h.Settle(rows);
  CHECK(Sockets(Group(*snapshot, "app"), kEstablished) == 0);
  CHECK(Unattributed(*snapshot, UnattributedReason::kNoProcess) == 1);
}

TEST_CASE("A server's CLOSE_WAIT that is not found stays the listener's until not found twice") {
  Harness h;
  WithNginx(h);
  const Harness::Rows rows = {Listener(1, 80, 1), Server(2, 80, kCloseWait, 20)};
  CHECK(Sockets(Group(*h.Settle(rows), "nginx"), kCloseWait) == 1);
  CHECK(Sockets(Group(*h.Settle(rows), "nginx"), kCloseWait) == 0);
}

TEST_CASE("A client socket found names its destination though it is not seen again") {
  Harness h;
  h.finder.holders[10] = {300, "app", ""};
  h.Dump({});
  h.Settle({Client(1, 443, kEstablished, 10)});
  h.Dump({});
  CHECK(Sockets(Group(*h.Dump({Client(2, 443, kTimeWait)}), "app"), kTimeWait) == 1);
}

TEST_CASE("Two programs at one destination make it ambiguous") {
  Harness h;
  h.finder.holders = {{10, {300, "app", ""}}, {11, {301, "other-app", ""}}};
  const Harness::Rows alive = {Client(1, 443, kEstablished, 10), Client(2, 443, kEstablished, 11)};
  h.Settle(alive);
  h.Dump(alive);
  auto rows = alive;
  rows.push_back(Client(3, 443, kTimeWait));
  const auto snapshot = h.Dump(rows);
  CHECK(Unattributed(*snapshot, UnattributedReason::kAmbiguous) == 1);
}

TEST_CASE("Another destination names nobody") {
  Harness h;
  const auto snapshot = WithApp(h).Dump({Client(1, 443, kTimeWait), Client(2, 8443, kTimeWait)});
  CHECK(Unattributed(*snapshot, UnattributedReason::kUnseen) == 1);
}

TEST_CASE("A socket that no process holds has its creator's unit and is not searched again soon") {
  Harness h;
  h.finder.creator_unit = "nfs.service";
  const auto snapshot = h.Settle({Client(1, 2049, kEstablished, 10)});
  CHECK(Unattributed(*snapshot, UnattributedReason::kNoProcess) == 1);
  CHECK(Group(*snapshot, "unattributed", "2049").labels.unit == "nfs.service");
  h.Dump({Client(1, 2049, kEstablished, 10)});
  CHECK(h.finder.asked.empty());
  h.clock.Advance(Ownership::kFirstRetry);
  h.Dump({Client(1, 2049, kEstablished, 10)});
  CHECK(h.finder.asked.size() == 1);
  h.Answer();
  h.clock.Advance(Ownership::kFirstRetry);
  h.Dump({Client(1, 2049, kEstablished, 10)});
  CHECK(h.finder.asked.empty());
}

TEST_CASE("A missing permission is a reason of its own") {
  Harness h;
  h.Dump({Client(1, 443, kEstablished, 10)});
  const auto snapshot = h.Answer(OwnerOutcome::kPermission);
  CHECK(Unattributed(*snapshot, UnattributedReason::kPermission) == 1);
}

TEST_CASE("The place of a closed socket is told when somebody else is asked for") {
  Harness h;
  WithApp(h).finder.holders[11] = {300, "app", "app.service"};
  h.Settle({Client(2, 443, kEstablished, 11)});
  h.finder.freed.clear();
  h.Dump({Client(2, 443, kTimeWait), Client(3, 443, kEstablished, 12)});
  REQUIRE(h.finder.freed.size() == 1);
  CHECK(h.finder.freed[0].pid == 300);
  CHECK(h.finder.freed[0].fd == 11);
}

TEST_CASE("A place is told again with the next dump's questions, and no later") {
  Harness h;
  h.finder.holders = {{20, {200, "worker", ""}}, {21, {200, "worker", ""}}};
  WithNginx(h).Dump({Listener(1, 80, 1), Server(2, 80, kCloseWait, 20)});
  h.Answer();
  h.Dump({Listener(1, 80, 1), Server(3, 80, kEstablished, 21)});  // provisional: no question
  CHECK(h.finder.freed.empty());
  h.Dump({Listener(1, 80, 1), Server(3, 80, kEstablished, 21)});
  REQUIRE(h.finder.freed.size() == 1);
  CHECK(h.finder.freed[0].fd == 20);
  h.Answer();
  h.finder.freed.clear();
  h.Dump({Listener(1, 80, 1), Server(3, 80, kEstablished, 21), Client(4, 443, kEstablished, 22)});
  CHECK(h.finder.asked.size() == 1);
  CHECK(h.finder.freed.empty());
}

TEST_CASE("Questions lost with a stuck thread are asked again") {
  Harness h;
  h.Dump({Client(1, 443, kEstablished, 10)});
  h.finder.asked.clear();
  ++h.finder.generation;
  h.aggregator.Drain();
  h.Dump({Client(1, 443, kEstablished, 10)});
  CHECK(h.finder.asked.size() == 1);
}

TEST_CASE("When attribution has been given up, sockets say so") {
  Harness h;
  h.finder.alive = false;
  const auto snapshot = h.Dump({Client(1, 443, kEstablished, 10)});
  CHECK(Unattributed(*snapshot, UnattributedReason::kOff) == 1);
}

TEST_CASE("New naming rules make every owner be asked again") {
  Harness h;
  h.finder.holders[10] = {300, "java", ""};
  h.Settle({Client(1, 443, kEstablished, 10)});
  h.aggregator.SetSettings({}, true);
  h.clock.Advance(std::chrono::seconds(1));
  h.aggregator.Drain();
  h.finder.holders[10] = {300, "billing", ""};
  CHECK(Sockets(Group(*h.Answer(), "billing"), kEstablished) == 1);
}

}  // namespace
}  // namespace sockwatch::testing
