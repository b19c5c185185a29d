#include "netlink/unix_diag.h"

#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "support/netlink_builder.h"

namespace sockwatch::testing {
namespace {

constexpr DiagExchange kOurs{.sequence = 1, .port_id = 7};

struct Count {
  explicit Count(const Bytes& datagram) : result(CountUnixSockets(datagram, kOurs, counts)) {}
  UnixCounts counts{};
  DiagParsed result;
};

TEST_CASE("a UNIX request asks for every state and no attribute, and carries its sequence") {
  const UnixRequest request = MakeUnixRequest(0xabcd0123);
  nlmsghdr header{};
  unix_diag_req body{};
  std::memcpy(&header, request.data(), sizeof(header));
  std::memcpy(&body, request.data() + sizeof(header), sizeof(body));
  CHECK(header.nlmsg_len == request.size());
  CHECK(header.nlmsg_type == SOCK_DIAG_BY_FAMILY);
  CHECK(header.nlmsg_flags == (NLM_F_REQUEST | NLM_F_DUMP));
  CHECK(header.nlmsg_seq == 0xabcd0123);
  CHECK(body.sdiag_family == AF_UNIX);
  CHECK(body.sdiag_protocol == 0);
  CHECK(body.udiag_states == 0xffffffff);
  CHECK(body.udiag_show == 0);
}

TEST_CASE("UNIX sockets are counted by type and state") {
  const std::vector<std::uint8_t> types = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  const std::vector<std::uint8_t> states = {TCP_ESTABLISHED, TCP_CLOSE, TCP_LISTEN};
  DatagramBuilder builder;
  UnixCounts expected{};
  for (std::size_t type = 0; type < types.size(); ++type) {
    for (std::size_t state = 0; state < states.size(); ++state) {
      expected.at(type).at(state) = static_cast<std::uint32_t>(3 * type + state + 1);
      for (std::size_t n = 0; n <= 3 * type + state; ++n) {
        builder.UnixRow({.type = types[type], .state = states[state]});
      }
    }
  }
  const Count count(builder.Build());
  CHECK(count.result.outcome == DiagOutcome::kMore);
  CHECK(count.result.rows == 45);
  CHECK(count.counts == expected);
}

TEST_CASE("the counts of a datagram are added to those before it") {
  const Bytes datagram = DatagramBuilder().UnixRow().Build();
  Count count(datagram);
  CountUnixSockets(datagram, kOurs, count.counts);
  CHECK(count.counts[0][0] == 2);
}

TEST_CASE("a UNIX socket of a type or state without a name is skipped and counted") {
  const UnixDiagRow unknown = GENERATE(UnixDiagRow{.type = SOCK_RAW}, UnixDiagRow{.type = 0},
                                       UnixDiagRow{.state = 0}, UnixDiagRow{.state = TCP_SYN_SENT},
                                       UnixDiagRow{.state = 255}, UnixDiagRow{.family = AF_INET});
  const Count count(DatagramBuilder().UnixRow(unknown).UnixRow().Done().Build());
  CHECK(count.result.outcome == DiagOutcome::kDone);
  CHECK(count.result.bad_rows == 1);
  CHECK(count.result.rows == 1);
  CHECK(count.counts == UnixCounts{{{1, 0, 0}}});
}

TEST_CASE("a UNIX row that is too short ends the count") {
  DatagramBuilder builder;
  builder.UnixRow().Message(SOCK_DIAG_BY_FAMILY, Bytes(15)).UnixRow();
  const Count count(builder.Build());
  CHECK(count.result.outcome == DiagOutcome::kMalformed);
  CHECK(count.result.rows == 1);
}

TEST_CASE("a UNIX row needs no attribute") {
  const Bytes row = BytesOf(unix_diag_msg{AF_UNIX, SOCK_DGRAM, TCP_CLOSE, 0, 0, {0, 0}});
  const Count count(DatagramBuilder().Message(SOCK_DIAG_BY_FAMILY, row).Build());
  CHECK(count.counts == UnixCounts{{{0, 0, 0}, {0, 1, 0}}});
}

}  // namespace
}  // namespace sockwatch::testing
