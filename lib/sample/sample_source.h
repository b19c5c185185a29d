// Where rows come from: the poller knows nothing else of the kernel.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sample/socket_sample.h"

namespace sockwatch {

// How a dump ended. Everything but kComplete means: what was seen is true, what was not is unknown.
enum class DumpResult : std::uint8_t {
  kComplete,
  kSendFailed,     // the request could not be sent
  kReceiveFailed,  // recvmsg(2) failed
  kTimedOut,       // the kernel sent nothing for the receive timeout
  kTruncated,      // a datagram was larger than the buffer (MSG_TRUNC)
  kKernelError,    // NLMSG_ERROR, or NLMSG_DONE carrying an error
  kMalformed,      // bytes that are no sock_diag message
  kInterrupted,    // NLM_F_DUMP_INTR: the kernel itself calls the dump inconsistent
  kRingStalled,    // the ring did not move for 1 s
  kTooLong,        // the dump took longer than max(30 s, 2 intervals)
  kStopped,        // sockwatchd was told to stop
};
inline constexpr std::size_t kDumpResultCount = 11;

// The value of the `result` label, e.g. "complete", "kernel_error".
std::string_view DumpResultName(DumpResult result);

// Takes rows in the order of the dump. Returns kComplete to go on, anything else to abandon the
// dump for that reason.
class SampleSink {
 public:
  SampleSink() = default;
  SampleSink(const SampleSink&) = delete;
  SampleSink& operator=(const SampleSink&) = delete;
  virtual ~SampleSink() = default;
  virtual DumpResult Accept(std::span<const SocketSample> rows) = 0;
};

// Used by one thread.
class SampleSource {
 public:
  SampleSource() = default;
  SampleSource(const SampleSource&) = delete;
  SampleSource& operator=(const SampleSource&) = delete;
  virtual ~SampleSource() = default;

  // One whole dump of all TCP sockets of the namespace, given to `sink` in batches. Whatever the
  // result, the next call starts afresh. Allocates nothing once the first dump has been made.
  virtual DumpResult Dump(SampleSink& sink) = 0;

  // The same in two parts: of the listeners, which costs little however many sockets there are, and
  // of all others.
  virtual DumpResult DumpListeners(SampleSink& sink) = 0;
  virtual DumpResult DumpConnections(SampleSink& sink) = 0;

  // The same of the CLOSE_WAIT sockets alone, with `last_ack_ms`. The peer's FIN carries an ACK,
  // and so does what it sends later: a lower bound of the time in CLOSE_WAIT.
  virtual DumpResult DumpCloseWait(SampleSink& sink) = 0;
};

}  // namespace sockwatch
