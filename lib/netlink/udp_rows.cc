#include "netlink/udp_rows.h"

#include <linux/sock_diag.h>

#include "netlink/diag_row.h"

namespace sockwatch {
namespace {

RowOutcome TakeRow(std::span<const std::byte> payload, Family family,
                   std::vector<SocketSample>& rows) {
  SocketSample row;
  const RowOutcome outcome = ParseDiagRow(payload, row);
  if (outcome != RowOutcome::kRow) return outcome;
  const bool named = row.state == TcpState::kEstablished || row.state == TcpState::kClose;
  if (row.family != family || !named) return RowOutcome::kUnknown;
  rows.push_back(row);
  return RowOutcome::kRow;
}

}  // namespace

DiagParsed ParseUdpDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                            Family family, std::vector<SocketSample>& rows) {
  return WalkDiagDatagram(
      datagram, exchange, SOCK_DIAG_BY_FAMILY,
      [&](std::span<const std::byte> payload) { return TakeRow(payload, family, rows); });
}

}  // namespace sockwatch
