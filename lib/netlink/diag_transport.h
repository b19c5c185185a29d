// The seam between a dump and the system calls it needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sockwatch {

enum class ReceiveStatus : std::uint8_t {
  kDatagram,   // `length` bytes are in the buffer
  kForeign,    // a datagram that did not come from the kernel; its bytes are not to be looked at
  kTruncated,  // the datagram was larger than the buffer
  kTimedOut,   // nothing came for the receive timeout
  kFailed,     // `os_error` says why
};

struct Received {
  ReceiveStatus status = ReceiveStatus::kDatagram;
  std::size_t length = 0;
  int os_error = 0;
};

// A NETLINK_SOCK_DIAG socket. Begins closed: Reset() opens it. Used by one thread. Nothing but
// Reset() may allocate.
class DiagTransport {
 public:
  DiagTransport() = default;
  DiagTransport(const DiagTransport&) = delete;
  DiagTransport& operator=(const DiagTransport&) = delete;
  virtual ~DiagTransport() = default;

  // Sends one whole request. Returns 0 or an errno.
  virtual int Send(std::span<const std::byte> request) = 0;

  // Waits for one datagram, for a bounded time.
  virtual Received Receive(std::span<std::byte> buffer) = 0;

  // Closes the socket, which ends a dump that is under way, and opens a new one. Returns 0 or an
  // errno; after an errno the transport is closed and Reset() may be tried again.
  virtual int Reset() = 0;

  // nlmsg_pid of replies to this socket. Valid after a successful Reset(), until the next.
  [[nodiscard]] virtual std::uint32_t PortId() const = 0;
};

}  // namespace sockwatch
