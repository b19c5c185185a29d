// One row of a sock_diag dump, as the rest of sockwatch sees it: fixed size, host byte order.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "sample/tcp_state.h"

namespace sockwatch {

// The socket's own family (idiag_family): a v4-mapped connection of a dual-stack listener is
// kIpv6, as `ss -6` and netstat's tcp6 show it.
enum class Family : std::uint8_t { kIpv4 = 0, kIpv6 = 1 };
inline constexpr std::size_t kFamilyCount = 2;

// The value of the `family` label: "ipv4", "ipv6".
std::string_view FamilyName(Family family);

// 16 bytes in network order. IPv4 is always held v4-mapped (::ffff:a.b.c.d), so that a dual-stack
// listener and its IPv4 connections compare alike.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const IpAddress& address) {
    return H::combine(std::move(state), address.bytes);
  }
};

// "::" or 0.0.0.0: the address of a listener on every local address.
bool IsWildcard(const IpAddress& address);

struct SocketSample {
  // Unique for the kernel's lifetime (all namespaces), kept from SYN_RECV to TIME_WAIT. 0: the
  // source does not tell, so the row can only be counted.
  std::uint64_t cookie = 0;
  std::uint64_t cgroup_id = 0;  // cgroup2 id of the creator; 0 where the row has none (TIME_WAIT)
  IpAddress local;
  IpAddress remote;
  std::uint32_t inode = 0;          // 0: TIME_WAIT, request socket, orphan, or in an accept queue
  std::uint32_t receive_queue = 0;  // bytes; for LISTEN the length of the accept queue
  std::uint32_t send_queue = 0;     // bytes; for LISTEN the accept queue's limit
  std::uint32_t expires_ms = 0;     // of the running timer
  std::uint32_t last_ack_ms = 0;    // since the peer's last ACK; 0 where it was not asked for
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;
  TcpState state = TcpState::kClose;
  Family family = Family::kIpv4;
  std::uint8_t timer = 0;  // idiag_timer: 3 marks a TIME_WAIT-style minisock
};
static_assert(std::is_trivially_copyable_v<SocketSample>);
static_assert(sizeof(SocketSample) == 80);

// idiag_timer of minisocks (net/ipv4/inet_diag.c, inet_twsk_diag_fill): real TIME_WAIT and the
// FIN_WAIT2 minisocks that /proc/net/sockstat counts as "tw" with them.
inline constexpr std::uint8_t kTimerTimeWait = 3;

// How long the socket of a TIME_WAIT row has been in that state, exactly: its timer runs down from
// TCP_TIMEWAIT_LEN (include/net/tcp.h), a fixed 60 s that no sysctl changes. It starts again when
// the peer retransmits its FIN.
std::chrono::milliseconds TimeWaitAge(const SocketSample& row);

}  // namespace sockwatch
