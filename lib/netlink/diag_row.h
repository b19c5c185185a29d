// One struct inet_diag_msg (linux/inet_diag.h) with its attributes, as a SocketSample. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sample/socket_sample.h"

namespace sockwatch {

// struct inet_diag_msg: the least that a row holds. Attributes follow.
inline constexpr std::size_t kDiagRowBytes = 72;

enum class RowOutcome : std::uint8_t {
  kRow,
  kUnknown,    // a state or family that we do not know: the row is to be skipped
  kMalformed,  // too short, or an attribute whose length is wrong
};

// `payload` is what follows the nlmsghdr, up to nlmsg_len. `row` is valid after kRow only.
//
// Ports and addresses are big-endian in the message, everything else has host order. Of the
// attributes only INET_DIAG_CGROUP_ID and, of INET_DIAG_INFO, tcpi_last_ack_recv are taken; the
// others are skipped, but must be well-formed.
RowOutcome ParseDiagRow(std::span<const std::byte> payload, SocketSample& row);

}  // namespace sockwatch
