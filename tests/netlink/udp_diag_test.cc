#include "netlink/udp_diag.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "support/netlink_builder.h"

namespace sockwatch::testing {
namespace {

constexpr DiagExchange kOurs{.sequence = 1, .port_id = 7};

struct Count {
  explicit Count(const Bytes& datagram, Family family = Family::kIpv4)
      : result(CountUdpSockets(datagram, kOurs, family, counts)) {}
  UdpStateCounts counts{};
  DiagParsed result;
};

TEST_CASE("a UDP request asks for every state of one family, and carries its sequence") {
  const auto [family, number] =
      GENERATE(table<Family, int>({{Family::kIpv4, AF_INET}, {Family::kIpv6, AF_INET6}}));
  const UdpRequest request = MakeUdpRequest(0xabcd0123, family);
  nlmsghdr header{};
  inet_diag_req_v2 body{};
  std::memcpy(&header, request.data(), sizeof(header));
  std::memcpy(&body, request.data() + sizeof(header), sizeof(body));
  CHECK(header.nlmsg_len == request.size());
  CHECK(header.nlmsg_type == SOCK_DIAG_BY_FAMILY);
  CHECK(header.nlmsg_flags == (NLM_F_REQUEST | NLM_F_DUMP));
  CHECK(header.nlmsg_seq == 0xabcd0123);
  CHECK(body.sdiag_family == number);
  CHECK(body.sdiag_protocol == IPPROTO_UDP);
  CHECK(body.idiag_states == 0xffffffff);
  CHECK(body.idiag_ext == 0);
}

TEST_CASE("UDP sockets are counted by state, and added to what is there") {
  DatagramBuilder builder;
  builder.UdpRow(AF_INET, TCP_CLOSE).UdpRow(AF_INET, TCP_ESTABLISHED).UdpRow(AF_INET, TCP_CLOSE);
  Count count(builder.Build());
  CHECK(count.result.outcome == DiagOutcome::kMore);
  CHECK(count.result.rows == 3);
  CHECK(count.counts == UdpStateCounts{1, 2});
  CountUdpSockets(builder.Build(), kOurs, Family::kIpv4, count.counts);
  CHECK(count.counts == UdpStateCounts{2, 4});
}

TEST_CASE("a UDP socket of the other family or of a state without a name is skipped and counted") {
  const auto [family, state] = GENERATE(table<std::uint8_t, std::uint8_t>({{AF_INET6, TCP_CLOSE},
                                                                           {AF_UNIX, TCP_CLOSE},
                                                                           {AF_INET, 0},
                                                                           {AF_INET, TCP_LISTEN},
                                                                           {AF_INET, 255}}));
  DatagramBuilder builder;
  builder.UdpRow(family, state).UdpRow(AF_INET, TCP_CLOSE).Done();
  const Count count(builder.Build());
  CHECK(count.result.outcome == DiagOutcome::kDone);
  CHECK(count.result.bad_rows == 1);
  CHECK(count.counts == UdpStateCounts{0, 1});
}

TEST_CASE("each family's sockets are those of its own dump") {
  DatagramBuilder builder;
  builder.UdpRow(AF_INET6, TCP_CLOSE).UdpRow(AF_INET, TCP_CLOSE);
  CHECK(Count(builder.Build(), Family::kIpv6).result.rows == 1);
  CHECK(Count(builder.Build(), Family::kIpv4).result.rows == 1);
}

TEST_CASE("a UDP row that is too short ends the count") {
  DatagramBuilder builder;
  builder.UdpRow(AF_INET, TCP_CLOSE).Message(SOCK_DIAG_BY_FAMILY, Bytes(71));
  const Count count(builder.UdpRow(AF_INET, TCP_CLOSE).Build());
  CHECK(count.result.outcome == DiagOutcome::kMalformed);
  CHECK(count.counts == UdpStateCounts{0, 1});
}

TEST_CASE("a row of the TCP kind is no answer to a UDP request") {
  const Count count(DatagramBuilder().Row().Build());
  CHECK(count.result.outcome == DiagOutcome::kMalformed);
  CHECK(count.counts == UdpStateCounts{});
}

}  // namespace
}  // namespace sockwatch::testing
