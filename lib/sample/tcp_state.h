// TCP states as the kernel numbers them (include/net/tcp_states.h) and as RFC 9293, `ss` and
// node_exporter's users name them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sockwatch {

enum class TcpState : std::uint8_t {
  kEstablished = 1,
  kSynSent = 2,
  kSynRecv = 3,
  kFinWait1 = 4,
  kFinWait2 = 5,
  kTimeWait = 6,
  kClose = 7,
  kCloseWait = 8,
  kLastAck = 9,
  kListen = 10,
  kClosing = 11,
};

inline constexpr std::size_t kTcpStateCount = 11;

// Position in an array of kTcpStateCount counts.
constexpr std::size_t Index(TcpState state) { return static_cast<std::size_t>(state) - 1; }
constexpr TcpState StateAt(std::size_t index) { return static_cast<TcpState>(index + 1); }

// The kernel's number, or nothing if it is no state. 12 (TCP_NEW_SYN_RECV, a request socket) is
// SYN_RECV to everyone outside the kernel.
std::optional<TcpState> TcpStateFromKernel(std::uint8_t number);

// The value of the `state` label, e.g. "close_wait".
std::string_view TcpStateName(TcpState state);

// A count for each state, and a set of states.
using StateCounts = std::array<std::uint32_t, kTcpStateCount>;

class StateSet {
 public:
  constexpr void Add(TcpState state) { bits_ |= Bit(state); }
  [[nodiscard]] constexpr bool Has(TcpState state) const { return (bits_ & Bit(state)) != 0; }
  [[nodiscard]] constexpr bool Empty() const { return bits_ == 0; }

 private:
  static constexpr std::uint16_t Bit(TcpState state) {
    return static_cast<std::uint16_t>(1U << Index(state));
  }
  std::uint16_t bits_ = 0;
};

// The states whose entries, exits and peaks are kept: the ones that leak or flood.
inline constexpr std::array<TcpState, 3> kTrackedStates = {TcpState::kCloseWait,
                                                           TcpState::kTimeWait, TcpState::kSynRecv};

// Position in kTrackedStates, or nothing for the others.
constexpr std::optional<std::size_t> TrackedIndex(TcpState state) {
  for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
    if (kTrackedStates[i] == state) return i;
  }
  return std::nullopt;
}

}  // namespace sockwatch
