#include "netlink/diag_row.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/tcp.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstring>
#include <optional>

#include "netlink/load.h"

namespace sockwatch {
namespace {

static_assert(sizeof(inet_diag_msg) == kDiagRowBytes);

// `words` is idiag_src or idiag_dst: four words in network order, of which IPv4 uses the first.
IpAddress ToAddress(Family family, const __be32 (&words)[4]) {
  IpAddress address;
  if (family == Family::kIpv6) {
    std::memcpy(address.bytes.data(), words, address.bytes.size());
    return address;
  }
  address.bytes[10] = 0xff;
  address.bytes[11] = 0xff;
  std::memcpy(address.bytes.data() + 12, words, sizeof(words[0]));
  return address;
}

std::optional<Family> ToFamily(std::uint8_t number) {
  if (number == AF_INET) return Family::kIpv4;
  if (number == AF_INET6) return Family::kIpv6;
  return std::nullopt;
}

void CopyFields(const inet_diag_msg& message, SocketSample& row) {
  row.cookie = std::uint64_t{message.id.idiag_cookie[1]} << 32 | message.id.idiag_cookie[0];
  row.cgroup_id = 0;
  row.last_ack_ms = 0;
  row.local = ToAddress(row.family, message.id.idiag_src);
  row.remote = ToAddress(row.family, message.id.idiag_dst);
  row.inode = message.idiag_inode;
  row.receive_queue = message.idiag_rqueue;
  row.send_queue = message.idiag_wqueue;
  row.expires_ms = message.idiag_expires;
  row.local_port = ntohs(message.id.idiag_sport);
  row.remote_port = ntohs(message.id.idiag_dport);
  row.timer = message.idiag_timer;
}

// struct tcp_info grows from kernel to kernel; what is taken stands near its beginning.
bool TakeInfo(std::span<const std::byte> info, SocketSample& row) {
  constexpr std::size_t kAt = offsetof(tcp_info, tcpi_last_ack_recv);
  if (info.size() < kAt + sizeof(row.last_ack_ms)) return false;
  row.last_ack_ms = LoadFrom<std::uint32_t>(info.subspan(kAt));
  return true;
}

// False if the payload has a wrong length.
bool TakeAttribute(int type, std::span<const std::byte> payload, SocketSample& row) {
  switch (type) {
    case INET_DIAG_CGROUP_ID:
      if (payload.size() != sizeof(row.cgroup_id)) return false;
      row.cgroup_id = LoadFrom<std::uint64_t>(payload);
      return true;
    case INET_DIAG_INFO:
      return TakeInfo(payload, row);
    default:
      return true;
  }
}

// False if the attributes are malformed. Leaves alone what there is no attribute for.
bool ReadAttributes(std::span<const std::byte> attributes, SocketSample& row) {
  while (!attributes.empty()) {
    if (attributes.size() < sizeof(nlattr)) return false;
    const auto header = LoadFrom<nlattr>(attributes);
    if (header.nla_len < sizeof(header) || header.nla_len > attributes.size()) return false;
    // The upper two bits are NLA_F_NESTED and NLA_F_NET_BYTEORDER, no part of the type.
    if (!TakeAttribute(header.nla_type & NLA_TYPE_MASK,
                       attributes.first(header.nla_len).subspan(sizeof(header)), row)) {
      return false;
    }
    attributes = SkipPadded(attributes, header.nla_len);
  }
  return true;
}

}  // namespace

RowOutcome ParseDiagRow(std::span<const std::byte> payload, SocketSample& row) {
  if (payload.size() < sizeof(inet_diag_msg)) return RowOutcome::kMalformed;
  const auto message = LoadFrom<inet_diag_msg>(payload);
  const auto state = TcpStateFromKernel(message.idiag_state);
  const auto family = ToFamily(message.idiag_family);
  if (!state || !family) return RowOutcome::kUnknown;
  row.state = *state;
  row.family = *family;
  CopyFields(message, row);
  const bool well_formed = ReadAttributes(payload.subspan(sizeof(message)), row);
  return well_formed ? RowOutcome::kRow : RowOutcome::kMalformed;
}

}  // namespace sockwatch
