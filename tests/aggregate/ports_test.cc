// Ephemeral ports in use, per destination and per source.
#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

SocketSample Towards(std::uint64_t cookie, std::uint16_t local_port, std::uint8_t server,
                     TcpState state) {
  SocketSample row = Client(cookie, 5432, state);
  row.local = V4(10, 0, 0, 1);
  row.remote = V4(10, 0, 1, server);
  row.local_port = local_port;
  return row;
}

std::vector<PortUseRow> Ports(Harness& h, const Harness::Rows& rows) {
  return h.Dump(rows)->netns.front().ports;
}

TEST_CASE("Ports are counted per source and destination, TIME_WAIT apart") {
  Harness h;
  const auto ports = Ports(h, {Towards(1, 40001, 2, kEstablished), Towards(2, 40002, 2, kCloseWait),
                               Towards(3, 40003, 2, kTimeWait), Towards(4, 40001, 3, kFinWait2)});
  REQUIRE(ports.size() == 3);
  CHECK(ports[0].source == "10.0.0.1");
  CHECK(ports[0].destination == "10.0.1.2:5432");
  CHECK(ports[0].held == 2);
  CHECK(ports[0].time_wait == 1);
  CHECK(ports[1].destination == "10.0.1.3:5432");
  CHECK(ports[1].held == 1);
}

TEST_CASE("All destinations of a source together count each port once") {
  Harness h;
  const auto ports = Ports(h, {Towards(1, 40001, 2, kEstablished), Towards(2, 40001, 3, kTimeWait),
                               Towards(3, 40002, 3, kTimeWait), Towards(4, 40002, 4, kTimeWait)});
  CHECK(ports.back().destination == "all");
  CHECK(ports.back().held == 1);
  CHECK(ports.back().time_wait == 1);
}

TEST_CASE("Ports outside the ephemeral range, and those of servers, are not used up") {
  Harness h;
  SocketSample server = Towards(2, 40001, 2, kEstablished);
  const auto ports = Ports(h, {Listener(9, 40001, 1), server, Towards(1, 1023, 2, kEstablished)});
  CHECK(ports.empty());
}

TEST_CASE("The fullest destinations are kept, as many as the limit says") {
  Harness h({.destinations = 1});
  const auto ports = Ports(h, {Towards(1, 40001, 2, kEstablished), Towards(2, 40001, 3, kTimeWait),
                               Towards(3, 40002, 3, kTimeWait)});
  REQUIRE(ports.size() == 2);
  CHECK(ports[0].destination == "10.0.1.3:5432");
  CHECK(ports[1].destination == "all");
}

TEST_CASE("With the limit at zero no destination is told") {
  Harness h({.destinations = 0});
  CHECK(Ports(h, {Towards(1, 40001, 2, kEstablished)}).empty());
}

TEST_CASE("A destination that nobody speaks to any more is forgotten") {
  Harness h;
  Ports(h, {Towards(1, 40001, 2, kEstablished)});
  Ports(h, {});
  CHECK(Ports(h, {}).empty());
  CHECK(Ports(h, {Towards(2, 40001, 3, kEstablished)}).front().destination == "10.0.1.3:5432");
}

TEST_CASE("An IPv4 destination is the same over an IPv6 socket") {
  Harness h;
  SocketSample mapped = Towards(2, 40002, 2, kEstablished);
  mapped.family = Family::kIpv6;
  CHECK(Ports(h, {Towards(1, 40001, 2, kEstablished), mapped}).front().held == 2);
}

}  // namespace
}  // namespace sockwatch::testing
