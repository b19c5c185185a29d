// OtherSocketsReader against the running kernel: what was made, and what ss says.
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <vector>

#include "netlink/counting_new.h"
#include "netlink/mnl_transport.h"
#include "selfstats/self_stats.h"
#include "sockets/other_sockets_reader.h"
#include "support/netns.h"
#include "support/other_zoo.h"
#include "support/ss_counts.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

constexpr auto kStream = static_cast<std::size_t>(UnixType::kStream);
constexpr auto kDatagram = static_cast<std::size_t>(UnixType::kDatagram);

struct Fixture {
  OtherSockets Read() {
    const OtherSockets read = reader.Read();
    CHECK(reader.LastError().empty());
    REQUIRE(read.udp_known);
    REQUIRE(read.unix_known);
    for (const auto& errors : stats.errors) CHECK(errors.Get() == 0);
    return read;
  }

  PrivateNetns netns;
  SelfStats stats;
  MnlTransport transport;
  OtherSocketsReader reader{transport, stats};
};

void CheckSame(const OtherSockets& counted, const OtherSockets& expected) {
  CHECK(counted.udp == expected.udp);
  CHECK(counted.unix_sockets == expected.unix_sockets);
}

TEST_CASE_METHOD(Fixture, "UDP and UNIX sockets are counted as they were made, and as ss does") {
  const OtherZoo zoo;
  const OtherSockets read = Read();
  CheckSame(read, kOtherZoo);
  CheckSame(read, CountWithSs());
}

TEST_CASE_METHOD(Fixture, "A namespace without such sockets has none, also after it had some") {
  CheckSame(Read(), {});
  { const OtherZoo zoo; }
  CheckSame(Read(), {});
}

TEST_CASE_METHOD(Fixture, "A UDP socket counts from its first local port on") {
  const UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  CheckSame(Read(), {});
  Connect(fd.Get(), SocketAddress::Loopback(LoopbackKind::kIpv4, 9));  // picks one
  CHECK(Read().udp == UdpCounts{{{1, 0}, {0, 0}}});
}

TEST_CASE_METHOD(Fixture, "A second read allocates nothing") {
  const OtherZoo zoo;
  Read();
  const auto before = AllocationCount();
  const OtherSockets second = reader.Read();
  CHECK(AllocationCount() == before);
  CheckSame(second, kOtherZoo);
}

TEST_CASE_METHOD(Fixture, "Counts beyond one datagram are whole") {
  constexpr int kSockets = 1500;  // 60 kB of rows
  std::vector<UniqueFd> sockets;
  for (int i = 0; i < kSockets; ++i) {
    sockets.push_back(NewBoundUnixSocket(SOCK_DGRAM));
    sockets.push_back(NewUdpSocket(AF_INET6, true));
  }
  const OtherSockets read = Read();
  CHECK(read.udp == UdpCounts{{{0, 0}, {kSockets, 0}}});
  CHECK(read.unix_sockets == UnixCounts{{{0, 0, 0}, {0, kSockets, 0}, {0, 0, 0}}});
}

TEST_CASE_METHOD(Fixture, "A connection that waits to be accepted counts at the client's end") {
  const UniqueFd listener = NewUnixListener(SOCK_STREAM);
  const UniqueFd client = ConnectUnix(listener, SOCK_STREAM);
  CHECK(Read().unix_sockets.at(kStream) == UnixStateCounts{1, 0, 1});
  CheckSame(Read(), CountWithSs());
}

TEST_CASE_METHOD(Fixture, "A stream whose peer is gone stays established") {
  const UniqueFd client = [] {
    const UniqueFd listener = NewUnixListener(SOCK_STREAM);
    return ConnectUnix(listener, SOCK_STREAM);
  }();
  CHECK(Read().unix_sockets.at(kStream) == UnixStateCounts{1, 0, 0});
}

TEST_CASE_METHOD(Fixture, "To connect a datagram socket makes both ends established") {
  const UniqueFd server = NewBoundUnixSocket(SOCK_DGRAM);
  CHECK(Read().unix_sockets.at(kDatagram) == UnixStateCounts{0, 1, 0});
  const UniqueFd client = ConnectUnix(server, SOCK_DGRAM);
  CHECK(Read().unix_sockets.at(kDatagram) == UnixStateCounts{2, 0, 0});
}

}  // namespace
}  // namespace sockwatch::testing
