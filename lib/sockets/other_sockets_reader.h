// How many UDP and UNIX sockets there are, from the running kernel.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "netlink/diag_transport.h"
#include "netlink/dump_end.h"
#include "netlink/dump_loop.h"
#include "sample/other_sockets.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// Three dumps for each call (UDP of IPv4, UDP of IPv6, UNIX) of the network namespace of the thread
// that makes the first one. Their socket is kept as long as dumps are complete. After any other
// end it is reopened before the next dump, so that what was left of the old one can never be mixed
// into it. Logs nothing.
//
// A dump is no snapshot: sockets opened or closed while it runs may be missed or counted twice.
//
// 33 KiB large; allocates nothing by itself. Used by one thread, except LastError().
class OtherSocketsReader {
 public:
  // Both outlive the reader. The transport is the reader's alone.
  OtherSocketsReader(DiagTransport& transport, SelfStats& stats);

  // UDP and UNIX are each known only if all of their dumps were complete, and else counted as
  // kUdpDiagFailed or kUnixDiagFailed; one may fail without the other. Each waits for the kernel as
  // long as the transport's receive timeout at most. Also counts kNetlinkOpenFailed, kNetlinkStale
  // and kNetlinkBadRow (a socket of a state or type without a name, which is in no count).
  OtherSockets Read();

  // Why the last Read() did not know something, for the log; empty if it knew everything, or if
  // there was none. Any thread.
  [[nodiscard]] std::string LastError() const;

 private:
  bool Conclude(const DumpEnd& end, std::atomic<DumpEnd>& last, ErrorReason failed);
  DumpEnd DumpUdp(UdpCounts& counts);
  DumpEnd DumpUdp(Family family, UdpStateCounts& counts);
  DumpEnd DumpUnix(UnixCounts& counts);
  std::uint32_t NextSequence();
  // `request` carries `sequence_`.
  DumpEnd Dump(std::span<const std::byte> request, DatagramTaker& taker);

  DiagTransport& transport_;
  SelfStats& stats_;
  DumpLoop loop_;
  std::uint32_t sequence_ = 0;
  bool must_reset_ = true;
  std::atomic<DumpEnd> udp_end_{};
  std::atomic<DumpEnd> unix_end_{};
  static_assert(std::atomic<DumpEnd>::is_always_lock_free);
};

}  // namespace sockwatch
