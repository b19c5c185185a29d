// What is remembered of one socket, 56 bytes a piece.
#pragma once

#include <cstdint>
#include <limits>

#include "aggregate/snapshot.h"
#include "sample/tcp_state.h"
#include "sample/tick.h"

namespace sockwatch {

using GroupId = std::uint32_t;
using DestinationId = std::uint32_t;
using PeerId = std::uint32_t;
inline constexpr std::uint32_t kNoId = std::numeric_limits<std::uint32_t>::max();

// How well a socket's process is known.
enum class Certainty : std::uint8_t {
  kUnattributed,  // `reason` says why
  kProvisional,   // named by its listener or its destination
  kConfirmed,     // its inode was seen in the process, or it waits in that process's accept queue
};

struct Connection {
  std::uint64_t cookie = 0;  // 0: a free slot
  GroupId group = kNoId;
  DestinationId destination = kNoId;  // of a confirmed client socket
  std::uint32_t pid = 0;              // where it was last found; 0: never
  std::int32_t fd = -1;
  std::uint32_t inode = 0;
  std::uint32_t seen = 0;  // number of the last dump that had it, complete or not
  std::uint32_t next = kNoId;
  std::int32_t since = 0;  // in this state since: tenths of a second after the aggregator's start
  PeerId peer = kNoId;     // of a client, and of a server's socket that was in CLOSE_WAIT
  std::uint16_t local_port = 0;
  NetnsId netns = kHostNetns;

  std::uint32_t state : 4 = 0;      // TcpState
  std::uint32_t counted : 4 = 0;    // state under which the gauges count it; 0: they do not
  std::uint32_t cause : 2 = 0;      // CloseWaitCause, while in CLOSE_WAIT
  std::uint32_t certainty : 2 = 0;  // Certainty
  std::uint32_t reason : 4 = 0;     // UnattributedReason
  std::uint32_t quiet : 1 = 0;      // nothing to do while state and inode stay as they are
  std::uint32_t missed : 1 = 0;     // absent from the last complete dump
  std::uint32_t asked : 1 = 0;      // an answer is on its way
  std::uint32_t searched : 1 = 0;   // a complete walk has not found it
  std::uint32_t client : 1 = 0;     // role, fixed when first met
  std::uint32_t entered : 3 = 0;    // tracked states whose entry waits to be booked
  std::uint32_t left : 3 = 0;       // tracked states whose exit waits to be booked
  std::uint32_t booked : 1 = 0;     // the entry of its state has been booked ...
  std::uint32_t elsewhere : 1 = 0;  // ... to another group than it is in now
  std::uint32_t opened : 1 = 0;     // before our eyes: not met by the namespace's first dumps

  [[nodiscard]] TcpState State() const { return static_cast<TcpState>(state); }
  [[nodiscard]] Certainty Known() const { return static_cast<Certainty>(certainty); }
  [[nodiscard]] UnattributedReason Reason() const {
    return static_cast<UnattributedReason>(reason);
  }

  [[nodiscard]] CloseWaitCause Cause() const { return static_cast<CloseWaitCause>(cause); }

  void SetState(TcpState to) { state = static_cast<std::uint32_t>(to) & 0xfU; }
  void SetKnown(Certainty to) { certainty = static_cast<std::uint32_t>(to) & 0x3U; }
  void SetReason(UnattributedReason to) { reason = static_cast<std::uint32_t>(to) & 0xfU; }
  void SetCause(CloseWaitCause to) { cause = static_cast<std::uint32_t>(to) & 0x3U; }
};
static_assert(sizeof(Connection) == 56);

}  // namespace sockwatch
