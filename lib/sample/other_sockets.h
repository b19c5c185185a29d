// How many UDP and UNIX sockets a network namespace has: counts alone, no rows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "sample/socket_sample.h"

namespace sockwatch {

// The kernel keeps the state of these sockets in TCP's numbers (include/net/tcp_states.h), but sets
// only those named here. `ss` calls them ESTAB, UNCONN and LISTEN.

// net/ipv4/datagram.c: established after connect(2). A socket without a local port is in no dump,
// and UDP-Lite is another protocol.
enum class UdpState : std::uint8_t { kEstablished, kUnconnected };
inline constexpr std::size_t kUdpStateCount = 2;

// SOCK_RAW becomes a datagram socket (net/unix/af_unix.c, unix_create).
enum class UnixType : std::uint8_t { kStream, kDatagram, kSeqpacket };
inline constexpr std::size_t kUnixTypeCount = 3;

// net/unix/af_unix.c. A socket that was connected stays established even when its peer is gone; a
// connection that waits to be accepted counts once, at the client's end. Datagram sockets never
// listen; to connect one makes both it and the one it sends to established (since Linux 5.15:
// before, both stay unconnected).
enum class UnixState : std::uint8_t { kEstablished, kUnconnected, kListen };
inline constexpr std::size_t kUnixStateCount = 3;

// The values of the labels `state` and `type`, e.g. "unconn", "seqpacket".
std::string_view UdpStateName(UdpState state);
std::string_view UnixTypeName(UnixType type);
std::string_view UnixStateName(UnixState state);

using UdpStateCounts = std::array<std::uint32_t, kUdpStateCount>;
using UdpCounts = std::array<UdpStateCounts, kFamilyCount>;
using UnixStateCounts = std::array<std::uint32_t, kUnixStateCount>;
using UnixCounts = std::array<UnixStateCounts, kUnixTypeCount>;

// Travels through the ring. What is not known is all zeros.
struct OtherSockets {
  bool udp_known = false;
  bool unix_known = false;
  UdpCounts udp{};            // [Family][UdpState]
  UnixCounts unix_sockets{};  // [UnixType][UnixState]
};
static_assert(std::is_trivially_copyable_v<OtherSockets>);
static_assert(sizeof(OtherSockets) <= 64);

}  // namespace sockwatch
