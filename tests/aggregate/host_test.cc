// What is told of a namespace besides its TCP sockets one by one.
#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

TEST_CASE("Orphans are closed here and not there, minisocks excepted") {
  Harness h;
  SocketSample minisock = Client(5, 443, kFinWait2);
  minisock.timer = kTimerTimeWait;
  const auto snapshot = h.Dump({Client(1, 443, kFinWait1), Client(2, 443, kClosing),
                                Server(3, 80, kLastAck), Client(4, 443, kFinWait2), minisock,
                                Client(6, 443, kFinWait1, 7), Client(7, 443, kTimeWait)});
  CHECK(snapshot->netns.front().orphans == 4);
}

TEST_CASE("The kernel's counters and other sockets are shown as they came") {
  Harness h;
  h.clock.Advance(h.interval);
  h.Begin({});
  h.Push(std::vector{KernelEventCounts{3, 4}});
  h.Push(std::vector{OtherSockets{true, false, {{{1, 2}, {3, 4}}}, {}}});
  h.End(DumpResult::kComplete);
  const NetnsRow row = h.slot.Get()->netns.front();
  CHECK(row.events->at(1) == 4);
  CHECK(row.others.udp.at(1).at(0) == 3);
  CHECK_FALSE(row.others.unix_known);
}

TEST_CASE("Other sockets that could not be counted stay as they were") {
  Harness h;
  h.Begin({});
  h.Push(std::vector{OtherSockets{true, true, {{{1, 2}, {3, 4}}}, {{{5, 0, 0}}}}});
  h.End(DumpResult::kComplete);
  h.Begin({});
  h.Push(std::vector{OtherSockets{false, true, {}, {{{6, 0, 0}}}}});
  h.End(DumpResult::kComplete);
  const OtherSockets others = h.slot.Get()->netns.front().others;
  CHECK(others.udp.at(0).at(0) == 1);
  CHECK(others.unix_sockets.at(0).at(0) == 6);
}

TEST_CASE("Sysctls and port limits are read again within a minute") {
  Harness h;
  h.sysctls = {{"net.ipv4.tcp_max_tw_buckets", 7}};
  h.range = PortRange{40000, 40009};
  h.interval = std::chrono::minutes(1);
  h.Dump({});
  const auto snapshot = h.Dump({});
  CHECK(snapshot->netns.front().time_wait_limit == 7);
  CHECK(snapshot->netns.front().port_limit == 10);
}

}  // namespace
}  // namespace sockwatch::testing
