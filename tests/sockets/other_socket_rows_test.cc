#include "sockets/other_socket_rows.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "support/fake_transport.h"
#include "support/other_zoo.h"

namespace sockwatch::testing {
namespace {

using Catch::Matchers::Contains;

struct Bench {
  FakeTransport transport;
  SelfStats stats;
};

TEST_CASE("recorded dumps give a row for each socket that was made") {
  Bench bench;
  for (const auto* name : {"udp_ipv4.bin", "udp_ipv6.bin", "unix.bin"}) {
    bench.transport.Queue(Replay(LoadRecording(name)));
  }
  const auto udp = ListUdpSockets(bench.transport, bench.stats);
  REQUIRE(udp);
  CHECK(udp.Value().size() == 10);
  CHECK(udp.Value().front().family == Family::kIpv4);
  CHECK(udp.Value().back().family == Family::kIpv6);
  const auto sockets = ListUnixSockets(bench.transport, bench.stats);
  REQUIRE(sockets);
  CHECK(sockets.Value().size() == 36);
}

TEST_CASE("a kernel without the module is named as the reason") {
  Bench bench;
  const FakeDump refusal = {Datagram(DatagramBuilder().Error(-ENOENT).Build())};
  bench.transport.Queue(refusal);
  bench.transport.Queue(refusal);
  CHECK_THAT(ListUdpSockets(bench.transport, bench.stats).Failure().text, Contains("udp_diag"));
  CHECK_THAT(ListUnixSockets(bench.transport, bench.stats).Failure().text, Contains("unix_diag"));
}

TEST_CASE("half a dump gives no rows") {
  Bench bench;
  bench.transport.Queue({Datagram(DatagramBuilder().UdpRow(AF_INET, TCP_CLOSE).Build())});
  CHECK_FALSE(ListUdpSockets(bench.transport, bench.stats));
}

TEST_CASE("a socket that cannot be opened is told with its errno") {
  Bench bench;
  bench.transport.FailNextReset(EMFILE);
  const auto failure = ListUnixSockets(bench.transport, bench.stats).Failure();
  CHECK(failure.os_error == EMFILE);
  CHECK_THAT(failure.text, Contains("NETLINK_SOCK_DIAG"));
}

}  // namespace
}  // namespace sockwatch::testing
