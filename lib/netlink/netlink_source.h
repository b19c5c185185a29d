// The SampleSource that asks the running kernel.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "netlink/diag_dump.h"
#include "netlink/diag_transport.h"
#include "netlink/dump_end.h"
#include "sample/sample_source.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// One dump of IPv4 and IPv6 for each call, on a socket that is kept as long as dumps are complete.
// After any other result the socket is reopened before the next dump, so that what was left of
// the old one can never be mixed into it. The first call opens the socket.
//
// Counts kNetlinkStale, kNetlinkOpenFailed and kNetlinkBadRow; the results of dumps are counted by
// the caller. Logs nothing.
//
// 70 KiB large; allocates nothing by itself. Used by one thread, except LastError().
class NetlinkSource final : public SampleSource {
 public:
  // Both outlive the source.
  NetlinkSource(DiagTransport& transport, SelfStats& stats);

  // kSendFailed also stands for a socket that could not be opened.
  DumpResult Dump(SampleSink& sink) override { return Run({}, sink); }
  DumpResult DumpCloseWait(SampleSink& sink) override { return Run(kCloseWaitAges, sink); }

  // The same of the sockets in those states, 1 << state for each.
  DumpResult DumpStates(std::uint32_t states, SampleSink& sink) {
    return Run({.states = states & kAllTcpStates}, sink);
  }

  // How the last finished dump ended; kComplete if there was none. Any thread.
  [[nodiscard]] DumpResult LastResult() const {
    return last_end_.load(std::memory_order_relaxed).result;
  }

  // Why the last finished dump was not complete, for the log; empty if it was, or if there was
  // none. Any thread.
  [[nodiscard]] std::string LastError() const;

 private:
  DumpResult Run(const DiagQuery& query, SampleSink& sink);
  DumpEnd DumpOnce(const DiagQuery& query, SampleSink& sink);

  DiagTransport& transport_;
  SelfStats& stats_;
  DiagDump dump_;
  std::uint32_t sequence_ = 0;
  bool must_reset_ = true;
  std::atomic<DumpEnd> last_end_{};
  static_assert(std::atomic<DumpEnd>::is_always_lock_free);
};

}  // namespace sockwatch
