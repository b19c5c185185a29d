#include <catch2/catch.hpp>
#include <set>

#include "sample/ip_text.h"
#include "sample/other_sockets.h"
#include "sample/sample_source.h"
#include "sample/socket_sample.h"
#include "sample/tcp_state.h"

namespace sockwatch {
namespace {

TEST_CASE("Kernel numbers 1 to 12 are states, and nothing else is") {
  CHECK_FALSE(TcpStateFromKernel(0));
  CHECK(TcpStateFromKernel(1) == TcpState::kEstablished);
  CHECK(TcpStateFromKernel(8) == TcpState::kCloseWait);
  CHECK(TcpStateFromKernel(11) == TcpState::kClosing);
  CHECK(TcpStateFromKernel(12) == TcpState::kSynRecv);
  CHECK_FALSE(TcpStateFromKernel(13));
}

TEST_CASE("States are spelled as node_exporter's users know them") {
  CHECK(TcpStateName(TcpState::kCloseWait) == "close_wait");
  CHECK(TcpStateName(TcpState::kFinWait2) == "fin_wait2");
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) names.insert(TcpStateName(StateAt(i)));
  CHECK(names.size() == kTcpStateCount);
}

TEST_CASE("Every dump result has a name of its own") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kDumpResultCount; ++i) {
    names.insert(DumpResultName(static_cast<DumpResult>(i)));
  }
  CHECK(names.size() == kDumpResultCount);
}

TEST_CASE("States and types of UDP and UNIX sockets are spelled as ss users know them") {
  CHECK(UdpStateName(UdpState::kEstablished) == "established");
  CHECK(UdpStateName(UdpState::kUnconnected) == "unconn");
  CHECK(UnixTypeName(UnixType::kStream) == "stream");
  CHECK(UnixTypeName(UnixType::kDatagram) == "dgram");
  CHECK(UnixTypeName(UnixType::kSeqpacket) == "seqpacket");
  CHECK(UnixStateName(UnixState::kEstablished) == "established");
  CHECK(UnixStateName(UnixState::kUnconnected) == "unconn");
  CHECK(UnixStateName(UnixState::kListen) == "listen");
}

TEST_CASE("Both families' any-address is a wildcard, and no other is") {
  IpAddress any4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}};
  CHECK(IsWildcard(IpAddress{}));
  CHECK(IsWildcard(any4));
  any4.bytes[15] = 1;
  CHECK_FALSE(IsWildcard(any4));
}

TEST_CASE("A set of states holds what was added") {
  StateSet set;
  CHECK(set.Empty());
  set.Add(TcpState::kClosing);
  CHECK(set.Has(TcpState::kClosing));
  CHECK_FALSE(set.Has(TcpState::kEstablished));
}

TEST_CASE("Only the states that leak or flood are tracked") {
  CHECK(TrackedIndex(TcpState::kCloseWait) == 0);
  CHECK(TrackedIndex(TcpState::kTimeWait) == 1);
  CHECK(TrackedIndex(TcpState::kSynRecv) == 2);
  CHECK_FALSE(TrackedIndex(TcpState::kEstablished));
}

TEST_CASE("A TIME_WAIT socket's age is what its minute has lost, whatever the timer says") {
  SocketSample row;
  row.expires_ms = 59'980;
  CHECK(TimeWaitAge(row) == std::chrono::milliseconds(20));
  row.expires_ms = 0;
  CHECK(TimeWaitAge(row) == std::chrono::seconds(60));
  row.expires_ms = 4'000'000'000;
  CHECK(TimeWaitAge(row) == std::chrono::seconds(0));
}

TEST_CASE("Addresses and endpoints are written as people write them") {
  IpAddress v4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}};
  IpAddress v6{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
  CHECK(AddressText(v4) == "192.0.2.1");
  CHECK(EndpointText(v4, 443) == "192.0.2.1:443");
  CHECK(AddressText(v6) == "2001:db8::1");
  CHECK(EndpointText(v6, 443) == "[2001:db8::1]:443");
  CHECK(AddressText(IpAddress{}) == "::");
}

}  // namespace
}  // namespace sockwatch
