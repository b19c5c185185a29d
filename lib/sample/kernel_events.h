// The kernel's counters that explain trouble with CLOSE_WAIT, TIME_WAIT, accept queues and SYNs:
// ten of the TcpExt columns of /proc/net/netstat (names: net/ipv4/proc.c, snmp4_net_list). Each
// counts its network namespace, IPv4 and IPv6, since that began.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sockwatch {

// In brackets the kernel's functions that count it.
enum class KernelEvent : std::uint8_t {
  kListenOverflows,      // the accept queue was full: a SYN, or the ACK that would have ended a
                         // handshake, was dropped (tcp_conn_request, tcp_v4_syn_recv_sock)
  kListenDrops,          // a listener dropped either for any reason; contains the overflows
                         // (tcp_listendrop)
  kTcpTimeWaitOverflow,  // closed without TIME_WAIT: tcp_max_tw_buckets was reached, or there was
                         // no memory (tcp_time_wait)
  kTcpAbortOnMemory,     // an orphan was dropped: above tcp_max_orphans, or tcp_mem was used up
                         // (__tcp_close, tcp_out_of_resources)
  kTcpAbortOnTimeout,    // given up after unanswered SYNs, data or keepalives (tcp_write_err)
  kTcpAbortOnClose,      // closed by the program with data unread: a RST went out, no FIN
                         // (__tcp_close)
  kSyncookiesSent,       // a SYN was answered with a cookie, mostly because the SYN queue was full
                         // (cookie_init_sequence)
  kSyncookiesFailed,     // an ACK came back with no valid cookie (net/ipv4/syncookies.c)
  kTcpReqQFullDrop,      // the SYN queue was full, cookies were off: the SYN was dropped
                         // (tcp_syn_flood_action)
  kTcpSynRetrans,        // a SYN or SYN-ACK was sent again: the other side, or the way, drops them
                         // (__tcp_retransmit_skb, tcp_rtx_synack)
};
inline constexpr std::size_t kKernelEventCount = 10;

// As the kernel spells it, e.g. "ListenOverflows"; also the value of the `event` label.
std::string_view KernelEventName(KernelEvent event);

// By the event's number. 0 for an event that the running kernel does not count.
using KernelEventCounts = std::array<std::uint64_t, kKernelEventCount>;

}  // namespace sockwatch
