#include "sockets/other_sockets_reader.h"

#include <linux/netlink.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "support/fake_transport.h"
#include "support/other_zoo.h"

namespace sockwatch::testing {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

FakeStep UdpStep(std::uint8_t family) {
  return Datagram(DatagramBuilder().UdpRow(family, TCP_CLOSE).Build());
}
FakeStep UnixStep() { return Datagram(DatagramBuilder().UnixRow().Build()); }
FakeStep DoneStep() { return Datagram(DatagramBuilder().Done().Build()); }
FakeStep Refusal(int os_error) { return Datagram(DatagramBuilder().Error(-os_error).Build()); }

struct Bench {
  // One socket of each dump, in the order of a Read().
  void QueueIpv4() { transport.Queue({UdpStep(AF_INET), DoneStep()}); }
  void QueueIpv6() { transport.Queue({UdpStep(AF_INET6), DoneStep()}); }
  void QueueUnix() { transport.Queue({UnixStep(), DoneStep()}); }
  void QueueAll() {
    QueueIpv4();
    QueueIpv6();
    QueueUnix();
  }
  [[nodiscard]] std::uint64_t Errors(ErrorReason reason) const {
    return stats.errors.at(static_cast<std::size_t>(reason)).Get();
  }
  // The next Read() is good, and has nothing of what was before.
  void CheckGoodAgain() {
    QueueAll();
    const OtherSockets read = reader.Read();
    CHECK(read.udp_known);
    CHECK(read.unix_known);
    CHECK(read.udp == kOneUdp);
    CHECK(read.unix_sockets == kOneUnix);
    CHECK(reader.LastError().empty());
  }

  static constexpr UdpCounts kOneUdp = {{{0, 1}, {0, 1}}};
  static constexpr UnixCounts kOneUnix = {{{1, 0, 0}}};

  FakeTransport transport;
  SelfStats stats;
  OtherSocketsReader reader{transport, stats};
};

TEST_CASE("recorded dumps are counted as they were made") {
  Bench bench;
  for (const auto* name : {"udp_ipv4.bin", "udp_ipv6.bin", "unix.bin"}) {
    bench.transport.Queue(Replay(LoadRecording(name)));
  }
  const OtherSockets read = bench.reader.Read();
  CHECK(read.udp_known);
  CHECK(read.unix_known);
  CHECK(read.udp == kOtherZoo.udp);
  CHECK(read.unix_sockets == kOtherZoo.unix_sockets);
  for (const auto& errors : bench.stats.errors) CHECK(errors.Get() == 0);
}

TEST_CASE("each read counts afresh, on the socket that the first one opened") {
  Bench bench;
  CHECK(bench.transport.Resets() == 0);
  for (int i = 0; i < 3; ++i) bench.CheckGoodAgain();
  CHECK(bench.transport.Resets() == 1);
  CHECK(bench.transport.Requests() == 9);
}

TEST_CASE("the datagrams of a dump are added up") {
  Bench bench;
  bench.transport.Queue({UdpStep(AF_INET), UdpStep(AF_INET), DoneStep()});
  bench.transport.Queue({DoneStep()});
  bench.transport.Queue({UnixStep(), UnixStep(), UnixStep(), DoneStep()});
  const OtherSockets read = bench.reader.Read();
  CHECK(read.udp == UdpCounts{{{0, 2}, {0, 0}}});
  CHECK(read.unix_sockets == UnixCounts{{{3, 0, 0}}});
}

// A step that ends a dump before its time.
FakeStep AnyFailure() {
  constexpr std::uint16_t kInterrupted = NLM_F_MULTI | NLM_F_DUMP_INTR;
  return GENERATE_COPY(Failing(ReceiveStatus::kTimedOut), Failing(ReceiveStatus::kFailed, ENOBUFS),
                       Failing(ReceiveStatus::kTruncated), Datagram({}), Datagram(Bytes(100)),
                       Refusal(EIO), Datagram(DatagramBuilder().Done(-ENOMEM).Build()),
                       Datagram(DatagramBuilder().Row().Build()),
                       Datagram(DatagramBuilder().Flags(kInterrupted).Done().Build()));
}

TEST_CASE("a UNIX dump that fails is not half a count, and leaves UDP known") {
  Bench bench;
  bench.QueueIpv4();
  bench.QueueIpv6();
  bench.transport.Queue({UnixStep(), AnyFailure(), UnixStep(), DoneStep()});
  const OtherSockets read = bench.reader.Read();
  CHECK_FALSE(read.unix_known);
  CHECK(read.unix_sockets == UnixCounts{});
  CHECK(read.udp_known);
  CHECK(read.udp == Bench::kOneUdp);
  CHECK(bench.Errors(ErrorReason::kUnixDiagFailed) == 1);
  CHECK(bench.Errors(ErrorReason::kUdpDiagFailed) == 0);
  CHECK_THAT(bench.reader.LastError(), StartsWith("UNIX sock_diag: ") && !Contains("UDP"));
  bench.CheckGoodAgain();
  CHECK(bench.transport.Resets() == 2);
}

TEST_CASE("a UDP dump that fails for either family is not half a count, and leaves UNIX known") {
  const bool ipv6 = GENERATE(false, true);
  Bench bench;
  if (ipv6) bench.QueueIpv4();
  bench.transport.Queue({UdpStep(ipv6 ? AF_INET6 : AF_INET), AnyFailure(), DoneStep()});
  bench.QueueUnix();
  const OtherSockets read = bench.reader.Read();
  CHECK_FALSE(read.udp_known);
  CHECK(read.udp == UdpCounts{});
  CHECK(read.unix_known);
  CHECK(read.unix_sockets == Bench::kOneUnix);
  CHECK(bench.Errors(ErrorReason::kUdpDiagFailed) == 1);
  CHECK(bench.Errors(ErrorReason::kUnixDiagFailed) == 0);
  CHECK_THAT(bench.reader.LastError(), StartsWith("UDP sock_diag: ") && !Contains("UNIX"));
  CHECK(bench.transport.Resets() == 2);
  bench.CheckGoodAgain();
}

TEST_CASE("what a failed dump had left is never counted by the next") {
  Bench bench;
  bench.transport.Queue({Failing(ReceiveStatus::kTimedOut), UdpStep(AF_INET), DoneStep()});
  bench.QueueUnix();
  bench.reader.Read();
  bench.CheckGoodAgain();
  CHECK(bench.Errors(ErrorReason::kNetlinkStale) == 0);
}

TEST_CASE("a late reply to an older dump is not counted") {
  Bench bench;
  bench.CheckGoodAgain();
  const std::uint32_t older = bench.transport.LastSequence();
  const Bytes late = DatagramBuilder(older, FakeTransport::kPortId).UnixRow().Done().Build();
  bench.QueueIpv4();
  bench.QueueIpv6();
  bench.transport.Queue({AsIs(late), UnixStep(), DoneStep()});
  CHECK(bench.reader.Read().unix_sockets == Bench::kOneUnix);
  CHECK(bench.Errors(ErrorReason::kNetlinkStale) == 1);
}

TEST_CASE("a missing module is named, for each kind that it is missing for") {
  const int os_error = GENERATE(ENOENT, EOPNOTSUPP, EPROTONOSUPPORT);
  Bench bench;
  bench.transport.Queue({Refusal(os_error)});
  SECTION("UDP alone") {
    bench.QueueUnix();
    CHECK_FALSE(bench.reader.Read().udp_known);
    CHECK_THAT(bench.reader.LastError(), !Contains("unix_diag"));
  }
  SECTION("both") {
    bench.transport.Queue({Refusal(os_error)});
    bench.reader.Read();
    CHECK_THAT(bench.reader.LastError(), Contains("; UNIX") && Contains("modprobe unix_diag"));
  }
  CHECK_THAT(bench.reader.LastError(), StartsWith("UDP") && Contains("modprobe udp_diag"));
}

TEST_CASE("a socket that cannot be opened is counted and tried again for the other kind") {
  Bench bench;
  bench.transport.FailNextReset(EMFILE);
  bench.QueueUnix();
  const OtherSockets read = bench.reader.Read();
  CHECK_FALSE(read.udp_known);
  CHECK(read.unix_known);
  CHECK(bench.Errors(ErrorReason::kNetlinkOpenFailed) == 1);
  CHECK(bench.Errors(ErrorReason::kUdpDiagFailed) == 1);
  CHECK_THAT(bench.reader.LastError(), Contains("cannot open") && Contains("Too many open files"));
  bench.CheckGoodAgain();
}

TEST_CASE("a request that cannot be sent is an error of its kind") {
  Bench bench;
  bench.transport.FailNextSend(EAGAIN);
  bench.QueueUnix();
  CHECK_FALSE(bench.reader.Read().udp_known);
  CHECK_THAT(bench.reader.LastError(), Contains("cannot send"));
  bench.CheckGoodAgain();
}

TEST_CASE("a socket of a state without a name is in no count, and is counted as such") {
  Bench bench;
  bench.QueueIpv4();
  bench.transport.Queue({Datagram(DatagramBuilder().UdpRow(AF_INET6, TCP_LISTEN).Done().Build())});
  bench.transport.Queue(
      {Datagram(DatagramBuilder().UnixRow({.state = TCP_SYN_SENT}).UnixRow().Done().Build())});
  const OtherSockets read = bench.reader.Read();
  CHECK(read.udp_known);
  CHECK(read.udp == UdpCounts{{{0, 1}, {0, 0}}});
  CHECK(read.unix_known);
  CHECK(read.unix_sockets == Bench::kOneUnix);
  CHECK(bench.Errors(ErrorReason::kNetlinkBadRow) == 2);
}

}  // namespace
}  // namespace sockwatch::testing
