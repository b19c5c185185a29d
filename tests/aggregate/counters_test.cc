#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

// A process "a" that holds inodes 1..99.
Harness& WithOwner(Harness& h) {
  for (std::uint32_t inode = 1; inode < 100; ++inode) h.finder.holders[inode] = {100, "a", ""};
  return h;
}

TEST_CASE("Sockets found by the first complete dump are no entries") {
  Harness h;
  const auto snapshot = WithOwner(h).Settle({Client(1, 443, kCloseWait, 1)});
  CHECK(Entries(Group(*snapshot, "a"), kCloseWait) == 0);
}

TEST_CASE("Sockets first met in a failed dump before the first complete one are no entries") {
  Harness h;
  WithOwner(h).Dump({Client(1, 443, kEstablished, 1)}, DumpResult::kTimedOut);
  const auto snapshot = h.Settle({Client(1, 443, kCloseWait, 1)});
  CHECK(Entries(Group(*snapshot, "a"), kCloseWait) == 0);
}

TEST_CASE("Entering CLOSE_WAIT is booked once") {
  Harness h;
  WithOwner(h).Settle({Client(1, 443, kEstablished, 1)});
  h.Settle({Client(1, 443, kCloseWait, 1)});
  const auto snapshot = h.Settle({Client(1, 443, kCloseWait, 1)});
  CHECK(Entries(Group(*snapshot, "a"), kCloseWait) == 1);
  CHECK(Exits(Group(*snapshot, "a"), kCloseWait) == 0);
}

TEST_CASE("An entry waits until the owner is confirmed") {
  Harness h;
  WithOwner(h).Settle({Client(1, 443, kEstablished, 1)});
  const auto waiting = h.Dump({Client(1, 443, kEstablished, 1), Client(2, 443, kCloseWait, 2)});
  CHECK(Entries(Group(*waiting, "a"), kCloseWait) == 0);
  CHECK(Entries(Group(*waiting, "unattributed"), kCloseWait) == 0);
  CHECK(Entries(Group(*h.Answer(), "a"), kCloseWait) == 1);
}

TEST_CASE("A socket gone before its owner is known is booked as unattributed") {
  Harness h;
  h.Dump({});
  h.Dump({Client(2, 443, kCloseWait, 2)});
  h.Dump({});
  const auto snapshot = h.Dump({});
  CHECK(Entries(Group(*snapshot, "unattributed", "443"), kCloseWait) == 1);
  CHECK(Exits(Group(*snapshot, "unattributed", "443"), kCloseWait) == 1);
}

TEST_CASE("An exit is booked when the socket is absent from two complete dumps") {
  Harness h;
  WithOwner(h).Settle({});
  h.Settle({Client(1, 443, kCloseWait, 1)});
  CHECK(Exits(Group(*h.Dump({}), "a"), kCloseWait) == 0);
  CHECK(Exits(Group(*h.Dump({}), "a"), kCloseWait) == 1);
}

TEST_CASE("A failed dump in between makes nobody disappear") {
  Harness h;
  WithOwner(h).Settle({Client(1, 443, kCloseWait, 1)});
  h.Dump({});
  h.Dump({}, DumpResult::kTimedOut);
  h.Dump({}, DumpResult::kTimedOut);
  const auto snapshot = h.Dump({Client(1, 443, kCloseWait, 1)});
  CHECK(Exits(Group(*snapshot, "a"), kCloseWait) == 0);
}

TEST_CASE("TIME_WAIT stays with the process that had the socket") {
  Harness h;
  WithOwner(h).Settle({Client(1, 443, kEstablished, 1)});
  const auto snapshot = h.Settle({Client(1, 443, kTimeWait)});
  CHECK(Sockets(Group(*snapshot, "a"), kTimeWait) == 1);
  CHECK(Entries(Group(*snapshot, "a"), kTimeWait) == 1);
}

TEST_CASE("Entries minus exits is the change of the gauge") {
  Harness h;
  WithOwner(h).Settle({Client(1, 443, kCloseWait, 1), Client(2, 443, kCloseWait, 2)});
  h.Settle({Client(1, 443, kCloseWait, 1), Client(3, 443, kCloseWait, 3)});
  h.Settle({Client(4, 443, kCloseWait, 4), Client(5, 443, kCloseWait, 5)});
  h.Settle({Client(4, 443, kCloseWait, 4), Client(5, 443, kCloseWait, 5)});
  const auto snapshot = h.Settle({Client(4, 443, kCloseWait, 4), Client(5, 443, kLastAck, 5)});
  const GroupRow row = Group(*snapshot, "a");
  CHECK(Entries(row, kCloseWait) == 3);
  CHECK(Exits(row, kCloseWait) == 4);
  CHECK(Sockets(row, kCloseWait) == 1);
}

TEST_CASE("An exit goes to the group that got the entry, though the holder has changed since") {
  Harness h;
  WithOwner(h).Settle({});
  h.Settle({Client(1, 443, kCloseWait, 1)});
  h.finder.holders[1] = {200, "child", ""};
  h.clock.Advance(Aggregator::kRecheckAges[0]);
  const auto moved = h.Settle({Client(1, 443, kCloseWait, 1)});
  CHECK(Sockets(Group(*moved, "child"), kCloseWait) == 1);
  CHECK(Entries(Group(*moved, "child"), kCloseWait) == 0);
  const auto left = h.Settle({Client(1, 443, kLastAck)});
  CHECK(Exits(Group(*left, "a"), kCloseWait) == 1);
  CHECK(Exits(Group(*left, "child"), kCloseWait) == 0);
}

TEST_CASE("A CLOSE_WAIT owner is asked for again once as the socket passes an age") {
  Harness h;
  WithOwner(h).Settle({Client(1, 443, kCloseWait, 1)});
  h.clock.Advance(Aggregator::kRecheckAges[0]);
  h.Dump({Client(1, 443, kCloseWait, 1)});
  REQUIRE(h.finder.asked.size() == 1);
  CHECK(h.finder.asked[0].pid == 100);
  CHECK(h.finder.asked[0].fd == 1);
  h.Answer();
  h.Dump({Client(1, 443, kCloseWait, 1)});
  CHECK(h.finder.asked.empty());
}

}  // namespace
}  // namespace sockwatch::testing
