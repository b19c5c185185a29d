#include "netlink/udp_diag.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <optional>

#include "netlink/load.h"
#include "netlink/request_bytes.h"

namespace sockwatch {
namespace {

static_assert(sizeof(UdpRequest) == sizeof(nlmsghdr) + sizeof(inet_diag_req_v2));

constexpr std::uint8_t NumberOf(Family family) {
  return family == Family::kIpv4 ? AF_INET : AF_INET6;
}

std::optional<UdpState> StateFromKernel(std::uint8_t number) {
  if (number == TCP_ESTABLISHED) return UdpState::kEstablished;
  if (number == TCP_CLOSE) return UdpState::kUnconnected;
  return std::nullopt;
}

RowOutcome CountRow(std::span<const std::byte> payload, Family family, UdpStateCounts& counts) {
  if (payload.size() < sizeof(inet_diag_msg)) return RowOutcome::kMalformed;
  const auto message = LoadFrom<inet_diag_msg>(payload);
  const auto state = StateFromKernel(message.idiag_state);
  if (!state || message.idiag_family != NumberOf(family)) return RowOutcome::kUnknown;
  ++counts.at(static_cast<std::size_t>(*state));
  return RowOutcome::kRow;
}

}  // namespace

UdpRequest MakeUdpRequest(std::uint32_t sequence, Family family) {
  inet_diag_req_v2 body{};
  body.sdiag_family = NumberOf(family);
  body.sdiag_protocol = IPPROTO_UDP;
  body.idiag_states = ~std::uint32_t{0};
  return DumpRequestBytes(SOCK_DIAG_BY_FAMILY, sequence, body);
}

DiagParsed CountUdpSockets(std::span<const std::byte> datagram, const DiagExchange& exchange,
                           Family family, UdpStateCounts& counts) {
  return WalkDiagDatagram(datagram, exchange, SOCK_DIAG_BY_FAMILY,
                          [family, &counts](std::span<const std::byte> payload) {
                            return CountRow(payload, family, counts);
                          });
}

}  // namespace sockwatch
