#include "netlink/diag_row.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/tcp.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstring>
#include <string>

#include "support/netlink_builder.h"

namespace sockwatch::testing {
namespace {

constexpr std::uint64_t kCgroup = 0x1234567890abcdef;

// The payload of the one message that holds `row`.
Bytes PayloadOf(const DiagRow& row, const std::vector<DiagAttribute>& more = {}) {
  const Bytes datagram = DatagramBuilder().Row(row, more).Build();
  return {datagram.begin() + sizeof(nlmsghdr), datagram.end()};
}

RowOutcome OutcomeOf(const Bytes& payload) {
  SocketSample row;
  return ParseDiagRow(payload, row);
}

SocketSample ParseGood(const Bytes& payload) {
  SocketSample row;
  REQUIRE(ParseDiagRow(payload, row) == RowOutcome::kRow);
  return row;
}

IpAddress Mapped(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

TEST_CASE("a row's numbers come out in host order") {
  DiagRow in;
  in.state = 8;
  in.timer = 2;
  in.local_port = 0x1234;
  in.remote_port = 0xfedc;
  in.cookie = 0x1122334455667788;
  in.inode = 0xfffffffe;
  in.expires_ms = 59980;
  in.receive_queue = 6;
  in.send_queue = 70000;
  in.cgroup_id = kCgroup;
  const SocketSample row = ParseGood(PayloadOf(in));
  CHECK(row.state == TcpState::kCloseWait);
  CHECK(row.timer == 2);
  CHECK(row.local_port == 0x1234);
  CHECK(row.remote_port == 0xfedc);
  CHECK(row.cookie == 0x1122334455667788);
  CHECK(row.inode == 0xfffffffe);
  CHECK(row.expires_ms == 59980);
  CHECK(row.receive_queue == 6);
  CHECK(row.send_queue == 70000);
  CHECK(row.cgroup_id == kCgroup);
}

TEST_CASE("IPv4 is held v4-mapped") {
  DiagRow in;
  in.local = "10.1.2.3";
  in.remote = "0.0.0.0";
  const SocketSample row = ParseGood(PayloadOf(in));
  CHECK(row.family == Family::kIpv4);
  CHECK(row.local == Mapped(10, 1, 2, 3));
  CHECK(row.remote == Mapped(0, 0, 0, 0));
  CHECK(IsWildcard(row.remote));
}

TEST_CASE("garbage behind an IPv4 address is not part of it") {
  DiagRow in;
  in.local = "10.1.2.3";
  Bytes payload = PayloadOf(in);
  payload[offsetof(inet_diag_msg, id.idiag_src) + 5] = std::byte{0x55};
  CHECK(ParseGood(payload).local == Mapped(10, 1, 2, 3));
}

TEST_CASE("a v4-mapped connection of a dual-stack listener stays IPv6 but compares with IPv4") {
  DiagRow in;
  in.family = AF_INET6;
  in.local = "::ffff:10.1.2.3";
  in.remote = "2001:db8::1";
  const SocketSample row = ParseGood(PayloadOf(in));
  CHECK(row.family == Family::kIpv6);
  CHECK(row.local == Mapped(10, 1, 2, 3));
  CHECK(row.remote == IpAddress{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}});
}

TEST_CASE("a request socket is SYN_RECV, whether it comes as state 3 or 12") {
  DiagRow in;
  in.state = GENERATE(std::uint8_t{3}, std::uint8_t{12});
  CHECK(ParseGood(PayloadOf(in)).state == TcpState::kSynRecv);
}

TEST_CASE("a FIN_WAIT2 minisock can be told by its timer") {
  DiagRow in;
  in.state = 5;
  in.timer = 3;
  const SocketSample row = ParseGood(PayloadOf(in));
  CHECK(row.state == TcpState::kFinWait2);
  CHECK(row.timer == kTimerTimeWait);
}

TEST_CASE("a state or family that we do not know is skipped") {
  DiagRow in;
  SECTION("state 0") { in.state = 0; }
  SECTION("state 13, bound and inactive") { in.state = 13; }
  SECTION("state 255") { in.state = 255; }
  SECTION("AF_UNIX") { in.family = AF_UNIX; }
  SECTION("AF_UNSPEC") { in.family = AF_UNSPEC; }
  CHECK(OutcomeOf(PayloadOf(in)) == RowOutcome::kUnknown);
}

TEST_CASE("a row without attributes has no cgroup, whatever the sample held before") {
  SocketSample row;
  row.cgroup_id = 99;
  REQUIRE(ParseDiagRow(PayloadOf({}), row) == RowOutcome::kRow);
  CHECK(row.cgroup_id == 0);
}

TEST_CASE("the cgroup id is found behind attributes that we do not know") {
  DiagRow in;
  in.cgroup_id = kCgroup;
  const Bytes one(1);
  const Bytes many(280);
  const SocketSample row = ParseGood(
      PayloadOf(in, {{INET_DIAG_SHUTDOWN, one, {}}, {INET_DIAG_INFO, many, {}}, {0x3fff, {}, {}}}));
  CHECK(row.cgroup_id == kCgroup);
}

TEST_CASE("the time since the peer's last ACK is taken from INFO, however long that is") {
  const std::size_t length = GENERATE(std::size_t{60}, sizeof(tcp_info), std::size_t{400});
  Bytes info(length);
  constexpr std::uint32_t kAge = 123'456;
  std::memcpy(info.data() + offsetof(tcp_info, tcpi_last_ack_recv), &kAge, sizeof(kAge));
  CHECK(ParseGood(PayloadOf({}, {{INET_DIAG_INFO, info, {}}})).last_ack_ms == kAge);
}

TEST_CASE("a row without INFO has no such time, whatever the sample held before") {
  SocketSample row;
  row.last_ack_ms = 99;
  REQUIRE(ParseDiagRow(PayloadOf({}), row) == RowOutcome::kRow);
  CHECK(row.last_ack_ms == 0);
}

TEST_CASE("the flag bits of an attribute's type are no part of it") {
  const auto type = static_cast<std::uint16_t>(INET_DIAG_CGROUP_ID | GENERATE(0, 0x8000, 0x4000));
  CHECK(ParseGood(PayloadOf({}, {{type, BytesOf(kCgroup), {}}})).cgroup_id == kCgroup);
}

TEST_CASE("an attribute's length must be right") {
  SECTION("shorter than its header") {
    CHECK(OutcomeOf(PayloadOf({}, {{8, Bytes(4), 3}})) == RowOutcome::kMalformed);
  }
  SECTION("zero, which would never end") {
    CHECK(OutcomeOf(PayloadOf({}, {{8, Bytes(4), 0}})) == RowOutcome::kMalformed);
  }
  SECTION("longer than the row") {
    CHECK(OutcomeOf(PayloadOf({}, {{8, Bytes(4), 9}})) == RowOutcome::kMalformed);
  }
  SECTION("a cgroup id of 4 bytes") {
    const DiagAttribute attribute{INET_DIAG_CGROUP_ID, Bytes(4), {}};
    CHECK(OutcomeOf(PayloadOf({}, {attribute})) == RowOutcome::kMalformed);
  }
  SECTION("an INFO cut off before the time since the last ACK ends") {
    const DiagAttribute attribute{INET_DIAG_INFO, Bytes(59), {}};
    CHECK(OutcomeOf(PayloadOf({}, {attribute})) == RowOutcome::kMalformed);
  }
  SECTION("a cgroup id of 12 bytes") {
    const DiagAttribute attribute{INET_DIAG_CGROUP_ID, Bytes(12), {}};
    CHECK(OutcomeOf(PayloadOf({}, {attribute})) == RowOutcome::kMalformed);
  }
}

TEST_CASE("the last attribute may come without its padding, but not with less than a header") {
  Bytes payload = PayloadOf({}, {{INET_DIAG_SHUTDOWN, Bytes(1), {}}});
  payload.resize(payload.size() - 3);
  CHECK(OutcomeOf(payload) == RowOutcome::kRow);
  payload.resize(kDiagRowBytes + 3);
  CHECK(OutcomeOf(payload) == RowOutcome::kMalformed);
}

TEST_CASE("a row shorter than the kernel's struct is malformed, at every length") {
  const Bytes payload = PayloadOf({});
  REQUIRE(payload.size() == kDiagRowBytes);
  for (std::size_t length = 0; length < payload.size(); ++length) {
    REQUIRE(OutcomeOf(Bytes(payload.begin(), payload.begin() + static_cast<long>(length))) ==
            RowOutcome::kMalformed);
  }
}

}  // namespace
}  // namespace sockwatch::testing
