#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

TEST_CASE("A socket stands in the group of the process that holds its inode") {
  Harness h;
  h.finder.holders[7] = {100, "nginx", "nginx.service"};
  const auto snapshot = h.Settle({Listener(1, 80, 7)});
  const GroupRow row = Group(*snapshot, "nginx");
  CHECK(row.labels == GroupLabels{"host", "nginx.service", "nginx", "server", "80"});
  CHECK(Sockets(row, kListen) == 1);
}

TEST_CASE("Until its owner is known a socket is unattributed and pending") {
  Harness h;
  const auto snapshot = h.Dump({Client(1, 443, kEstablished, 7)});
  CHECK(Sockets(Group(*snapshot, "unattributed", "443"), kEstablished) == 1);
  CHECK(Unattributed(*snapshot, UnattributedReason::kPending) == 1);
  CHECK(snapshot->pending == 1);
}

TEST_CASE("Owners found between ticks move the gauges at once") {
  Harness h;
  h.finder.holders[7] = {100, "curl", ""};
  h.Dump({Client(1, 443, kEstablished, 7)});
  const auto snapshot = h.Answer();
  CHECK(Sockets(Group(*snapshot, "curl"), kEstablished) == 1);
  CHECK_FALSE(HasGroup(*snapshot, "unattributed"));
  CHECK(snapshot->pending == 0);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE("A failed dump changes no gauge") {
  Harness h;
  h.finder.holders = {{7, {100, "a", ""}}, {8, {100, "a", ""}}};
  h.Settle({Client(1, 443, kEstablished, 7), Client(2, 443, kEstablished, 8)});
  const auto snapshot = h.Dump({Client(1, 443, kCloseWait, 7)}, DumpResult::kTimedOut);
  CHECK(Sockets(Group(*snapshot, "a"), kEstablished) == 2);
  CHECK(Sockets(Group(*snapshot, "a"), kCloseWait) == 0);
  CHECK(snapshot->netns.front().sockets[0][Index(kEstablished)] == 2);
  CHECK(snapshot->netns.front().dumps[static_cast<std::size_t>(DumpResult::kTimedOut)] == 1);
}

TEST_CASE("Answers that come after a failed dump keep the sums exact") {
  Harness h;
  h.finder.holders = {{7, {100, "a", ""}}, {8, {101, "b", ""}}};
  h.Dump({Client(1, 443, kEstablished, 7), Client(2, 443, kEstablished, 8)});
  h.Dump({Client(2, 443, kCloseWait, 8)}, DumpResult::kKernelError);
  const auto snapshot = h.Answer();
  CHECK(InvariantGap(*snapshot) == 0);
  CHECK(Sockets(Group(*snapshot, "b"), kEstablished) == 1);
}

TEST_CASE("A dump whose end found no room in the ring is a failed one") {
  Harness h;
  h.Dump({Client(1, 443, kEstablished, 7)});
  h.Begin({});
  const auto snapshot = h.Dump({Client(1, 443, kEstablished, 7)}, DumpResult::kStopped);
  CHECK(snapshot->netns.front().sockets[0][Index(kEstablished)] == 1);
  CHECK(snapshot->netns.front().dumps[static_cast<std::size_t>(DumpResult::kRingStalled)] == 1);
}

TEST_CASE("A row shown twice in a dump is counted once") {
  Harness h;
  const auto row = Client(1, 443, kEstablished, 7);
  const auto snapshot = h.Dump({row, row});
  CHECK(snapshot->netns.front().sockets[0][Index(kEstablished)] == 1);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE("Families are told apart by the socket's own family") {
  Harness h;
  auto six = Client(2, 443, kEstablished, 8);
  six.family = Family::kIpv6;
  const auto snapshot = h.Dump({Client(1, 443, kEstablished, 7), six});
  CHECK(snapshot->netns.front().sockets[0][Index(kEstablished)] == 1);
  CHECK(snapshot->netns.front().sockets[1][Index(kEstablished)] == 1);
}

TEST_CASE("A socket absent from one complete dump is not counted but remembered") {
  Harness h;
  h.finder.holders[7] = {100, "a", ""};
  h.Settle({Client(1, 443, kCloseWait, 7)});
  CHECK(Sockets(Group(*h.Dump({}), "a"), kCloseWait) == 0);
  const auto snapshot = h.Dump({Client(1, 443, kCloseWait, 7)});
  CHECK(Sockets(Group(*snapshot, "a"), kCloseWait) == 1);
  CHECK(Exits(Group(*snapshot, "a"), kCloseWait) == 0);
}

TEST_CASE("Sockets beyond the limit are in the totals and unattributed") {
  Harness h({.sockets = 2});
  const auto snapshot = h.Dump({Client(1, 443, kEstablished, 7), Client(2, 443, kEstablished, 8),
                                Client(3, 443, kEstablished, 9)});
  CHECK(snapshot->netns.front().sockets[0][Index(kEstablished)] == 3);
  CHECK(Unattributed(*snapshot, UnattributedReason::kLimit) == 1);
  CHECK(InvariantGap(*snapshot) == 0);
}

TEST_CASE("Our totals are compared with the kernel's of the same moment") {
  Harness h;
  h.kernel = {.known = true, .curr_estab = 3, .inuse = 2, .time_wait = 0};
  const auto snapshot = h.Dump({Client(1, 443, kEstablished, 7), Client(2, 443, kCloseWait, 8),
                                Server(3, 80, kTimeWait), Server(4, 80, kSynRecv)});
  const auto difference = snapshot->netns.front().difference;
  REQUIRE(difference);
  CHECK(difference->curr_estab == -1);
  CHECK(difference->inuse == 0);
  CHECK(difference->time_wait == 1);
}

TEST_CASE("No comparison is shown when the kernel's totals could not be read") {
  Harness h;
  CHECK_FALSE(h.Dump({})->netns.front().difference);
}

}  // namespace
}  // namespace sockwatch::testing
