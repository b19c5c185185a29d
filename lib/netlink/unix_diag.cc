#include "netlink/unix_diag.h"

#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "netlink/load.h"
#include "netlink/request_bytes.h"

namespace sockwatch {
namespace {

static_assert(sizeof(UnixRequest) == sizeof(nlmsghdr) + sizeof(unix_diag_req));

RowOutcome CountRow(std::span<const std::byte> payload, UnixCounts& counts) {
  if (payload.size() < sizeof(unix_diag_msg)) return RowOutcome::kMalformed;
  const auto message = LoadFrom<unix_diag_msg>(payload);
  const auto type = UnixTypeFromKernel(message.udiag_type);
  const auto state = UnixStateFromKernel(message.udiag_state);
  if (message.udiag_family != AF_UNIX || !type || !state) return RowOutcome::kUnknown;
  ++counts.at(static_cast<std::size_t>(*type)).at(static_cast<std::size_t>(*state));
  return RowOutcome::kRow;
}

}  // namespace

std::optional<UnixType> UnixTypeFromKernel(std::uint8_t number) {
  if (number == SOCK_STREAM) return UnixType::kStream;
  if (number == SOCK_DGRAM) return UnixType::kDatagram;
  if (number == SOCK_SEQPACKET) return UnixType::kSeqpacket;
  return std::nullopt;
}

std::optional<UnixState> UnixStateFromKernel(std::uint8_t number) {
  if (number == TCP_ESTABLISHED) return UnixState::kEstablished;
  if (number == TCP_CLOSE) return UnixState::kUnconnected;
  if (number == TCP_LISTEN) return UnixState::kListen;
  return std::nullopt;
}

UnixRequest MakeUnixRequest(std::uint32_t sequence) {
  unix_diag_req body{};
  body.sdiag_family = AF_UNIX;
  body.udiag_states = ~std::uint32_t{0};
  return DumpRequestBytes(SOCK_DIAG_BY_FAMILY, sequence, body);
}

DiagParsed CountUnixSockets(std::span<const std::byte> datagram, const DiagExchange& exchange,
                            UnixCounts& counts) {
  return WalkDiagDatagram(
      datagram, exchange, SOCK_DIAG_BY_FAMILY,
      [&counts](std::span<const std::byte> payload) { return CountRow(payload, counts); });
}

}  // namespace sockwatch
