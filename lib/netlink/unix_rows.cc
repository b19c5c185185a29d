#include "netlink/unix_rows.h"

#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/load.h"
#include "netlink/request_bytes.h"

namespace sockwatch {
namespace {

std::string NameFrom(std::span<const std::byte> payload) {
  std::string name(reinterpret_cast<const char*>(payload.data()), payload.size());
  name.erase(name.find_last_not_of('\0') + 1);
  std::replace(name.begin(), name.end(), '\0', '@');
  return name;
}

// False if the payload has a wrong length.
bool TakeAttribute(int type, std::span<const std::byte> payload, UnixRow& row) {
  switch (type) {
    case UNIX_DIAG_NAME:
      row.name = NameFrom(payload);
      return true;
    case UNIX_DIAG_PEER:
      if (payload.size() != sizeof(row.peer_inode)) return false;
      row.peer_inode = LoadFrom<std::uint32_t>(payload);
      return true;
    case UNIX_DIAG_RQLEN: {
      if (payload.size() != sizeof(unix_diag_rqlen)) return false;
      const auto queues = LoadFrom<unix_diag_rqlen>(payload);
      row.receive_queue = queues.udiag_rqueue;
      row.send_queue = queues.udiag_wqueue;
      return true;
    }
    default:
      return true;
  }
}

// False if the attributes are malformed.
bool ReadAttributes(std::span<const std::byte> attributes, UnixRow& row) {
  while (!attributes.empty()) {
    if (attributes.size() < sizeof(nlattr)) return false;
    const auto header = LoadFrom<nlattr>(attributes);
    if (header.nla_len < sizeof(header) || header.nla_len > attributes.size()) return false;
    const auto payload = attributes.first(header.nla_len).subspan(sizeof(header));
    if (!TakeAttribute(header.nla_type & NLA_TYPE_MASK, payload, row)) return false;
    attributes = SkipPadded(attributes, header.nla_len);
  }
  return true;
}

RowOutcome TakeRow(std::span<const std::byte> payload, std::vector<UnixRow>& rows) {
  if (payload.size() < sizeof(unix_diag_msg)) return RowOutcome::kMalformed;
  const auto message = LoadFrom<unix_diag_msg>(payload);
  const auto type = UnixTypeFromKernel(message.udiag_type);
  const auto state = UnixStateFromKernel(message.udiag_state);
  if (message.udiag_family != AF_UNIX || !type || !state) return RowOutcome::kUnknown;
  UnixRow row{.type = *type, .state = *state, .inode = message.udiag_ino, .name = {}};
  if (!ReadAttributes(payload.subspan(sizeof(message)), row)) return RowOutcome::kMalformed;
  rows.push_back(std::move(row));
  return RowOutcome::kRow;
}

}  // namespace

UnixRequest MakeUnixRowsRequest(std::uint32_t sequence) {
  unix_diag_req body{};
  body.sdiag_family = AF_UNIX;
  body.udiag_states = ~std::uint32_t{0};
  body.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN;
  return DumpRequestBytes(SOCK_DIAG_BY_FAMILY, sequence, body);
}

DiagParsed ParseUnixDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                             std::vector<UnixRow>& rows) {
  return WalkDiagDatagram(
      datagram, exchange, SOCK_DIAG_BY_FAMILY,
      [&rows](std::span<const std::byte> payload) { return TakeRow(payload, rows); });
}

}  // namespace sockwatch
