// UDP and UNIX sockets as rows: what is taken of them, cut off at every byte, with every bit
// flipped.
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <string_view>

#include "netlink/udp_rows.h"
#include "netlink/unix_rows.h"
#include "support/netlink_builder.h"
#include "support/other_zoo.h"

namespace sockwatch::testing {
namespace {

constexpr DiagExchange kOurs{.sequence = 1, .port_id = 7};

void AppendTo(Bytes& bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
  while (bytes.size() % 4 != 0) bytes.push_back(std::byte{0});
}

Bytes Attribute(std::uint16_t type, const Bytes& payload) {
  Bytes bytes = BytesOf(static_cast<std::uint16_t>(4 + payload.size()));
  const Bytes number = BytesOf(type);
  bytes.insert(bytes.end(), number.begin(), number.end());
  AppendTo(bytes, payload);
  return bytes;
}

Bytes Text(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

unix_diag_msg Message(std::uint8_t type, std::uint8_t state, std::uint32_t inode) {
  unix_diag_msg message{};
  message.udiag_family = AF_UNIX;
  message.udiag_type = type;
  message.udiag_state = state;
  message.udiag_ino = inode;
  return message;
}

Bytes UnixPayload(std::uint32_t inode, std::string_view name) {
  Bytes payload = BytesOf(Message(SOCK_STREAM, TCP_LISTEN, inode));
  AppendTo(payload, Attribute(UNIX_DIAG_NAME, Text(name)));
  AppendTo(payload, Attribute(UNIX_DIAG_PEER, BytesOf(std::uint32_t{99})));
  AppendTo(payload, Attribute(UNIX_DIAG_RQLEN, BytesOf(unix_diag_rqlen{3, 128})));
  AppendTo(payload, Attribute(UNIX_DIAG_SHUTDOWN, Bytes(1)));
  return payload;
}

struct UnixParse {
  explicit UnixParse(const Bytes& datagram) : result(ParseUnixDatagram(datagram, kOurs, rows)) {}
  std::vector<UnixRow> rows;
  DiagParsed result;
};

Bytes UnixDump() {
  DatagramBuilder builder;
  for (std::uint32_t inode = 1; inode <= 3; ++inode) {
    builder.Message(SOCK_DIAG_BY_FAMILY, UnixPayload(inode, "/run/x"));
  }
  return builder.Done().Build();
}

TEST_CASE("a request for UNIX rows asks for names, peers and queues") {
  const UnixRequest request = MakeUnixRowsRequest(5);
  unix_diag_req body{};
  std::memcpy(&body, request.data() + 16, sizeof(body));
  CHECK(body.udiag_show == (UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN));
  CHECK(body.udiag_states == 0xffffffff);
}

TEST_CASE("a UNIX row has its name, its peer and its queues") {
  const UnixParse parse(
      DatagramBuilder().Message(SOCK_DIAG_BY_FAMILY, UnixPayload(7, "/run/x")).Build());
  REQUIRE(parse.rows.size() == 1);
  CHECK(parse.rows[0] == UnixRow{.type = UnixType::kStream,
                                 .state = UnixState::kListen,
                                 .inode = 7,
                                 .peer_inode = 99,
                                 .name = "/run/x",
                                 .receive_queue = 3,
                                 .send_queue = 128});
}

TEST_CASE("an abstract name begins with an at sign, and NULs at the end are none of a name") {
  const auto name_of = [](std::string_view name) {
    return UnixParse(DatagramBuilder().Message(SOCK_DIAG_BY_FAMILY, UnixPayload(1, name)).Build())
        .rows.at(0)
        .name;
  };
  CHECK(name_of({"\0bus\0x", 6}) == "@bus@x");
  CHECK(name_of({"/a\0\0", 4}) == "/a");
  CHECK(name_of("").empty());
}

TEST_CASE("an attribute of a wrong length ends the rows") {
  Bytes payload = BytesOf(Message(SOCK_STREAM, TCP_LISTEN, 1));
  AppendTo(payload, Attribute(UNIX_DIAG_PEER, Bytes(3)));
  const UnixParse parse(DatagramBuilder().Message(SOCK_DIAG_BY_FAMILY, payload).Build());
  CHECK(parse.result.outcome == DiagOutcome::kMalformed);
  CHECK(parse.rows.empty());
}

TEST_CASE("no prefix of a UNIX dump is done, and each gives a prefix of its rows") {
  const Bytes whole = UnixDump();
  const auto rows = UnixParse(whole).rows;
  REQUIRE(rows.size() == 3);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    const UnixParse parse(prefix);
    REQUIRE(parse.result.outcome != DiagOutcome::kDone);
    REQUIRE(parse.rows.size() <= rows.size());
    REQUIRE(std::equal(parse.rows.begin(), parse.rows.end(), rows.begin()));
  }
}

TEST_CASE("no flipped bit of a UNIX dump makes more rows than there are") {
  Bytes bytes = UnixDump();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = std::byte{static_cast<unsigned char>(1U << bit % 8)};
    bytes[bit / 8] ^= mask;
    REQUIRE(UnixParse(bytes).rows.size() <= 3);
    bytes[bit / 8] ^= mask;
  }
}

Bytes Recorded(const std::string& name) {
  Bytes bytes;
  for (const auto& datagram : LoadRecording(name)) AppendTo(bytes, datagram);
  Restamp(bytes, kOurs.sequence, kOurs.port_id);
  return bytes;
}

std::size_t InState(const std::vector<SocketSample>& rows, TcpState state) {
  return static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [&](const SocketSample& row) { return row.state == state; }));
}

TEST_CASE("a recorded UDP dump has the rows that were made") {
  const auto [name, family] = GENERATE(table<const char*, Family>(
      {{"udp_ipv4.bin", Family::kIpv4}, {"udp_ipv6.bin", Family::kIpv6}}));
  std::vector<SocketSample> rows;
  CHECK(ParseUdpDatagram(Recorded(name), kOurs, family, rows).outcome == DiagOutcome::kDone);
  const UdpStateCounts& zoo = kOtherZoo.udp.at(static_cast<std::size_t>(family));
  CHECK(InState(rows, TcpState::kEstablished) == zoo[0]);
  CHECK(InState(rows, TcpState::kClose) == zoo[1]);
  for (const SocketSample& row : rows) CHECK(row.local_port != 0);
}

TEST_CASE("a UDP row of another family or of a TCP state is skipped and counted") {
  DatagramBuilder builder;
  builder.UdpRow(AF_INET6, TCP_CLOSE).UdpRow(AF_INET, TCP_LISTEN).UdpRow(AF_INET, TCP_CLOSE);
  std::vector<SocketSample> rows;
  const DiagParsed parsed = ParseUdpDatagram(builder.Build(), kOurs, Family::kIpv4, rows);
  CHECK(parsed.bad_rows == 2);
  CHECK(rows.size() == 1);
}

TEST_CASE("no prefix of a UDP dump is done") {
  const Bytes whole = Recorded("udp_ipv4.bin");
  std::size_t before = 0;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    std::vector<SocketSample> rows;
    const auto parsed = ParseUdpDatagram(prefix, kOurs, Family::kIpv4, rows);
    REQUIRE(parsed.outcome != DiagOutcome::kDone);
    REQUIRE(rows.size() >= before);
    before = rows.size();
  }
}

}  // namespace
}  // namespace sockwatch::testing
