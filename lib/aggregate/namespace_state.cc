#include "aggregate/namespace_state.h"

namespace sockwatch {
namespace {

std::int64_t Total(const DumpTally& tally, TcpState state) {
  std::int64_t total = 0;
  for (const StateCounts& family : tally.sockets) total += family[Index(state)];
  return total;
}

}  // namespace

KernelDifference Compare(const DumpTally& tally, const KernelTotals& kernel) {
  std::int64_t all = 0;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) all += Total(tally, StateAt(i));
  const std::int64_t estab =
      Total(tally, TcpState::kEstablished) + Total(tally, TcpState::kCloseWait);
  // "inuse" has neither minisocks nor request sockets.
  const std::int64_t full = all - tally.minisocks - Total(tally, TcpState::kSynRecv);
  return {.curr_estab = estab - kernel.curr_estab,
          .inuse = full - kernel.inuse,
          .time_wait = std::int64_t{tally.minisocks} - kernel.time_wait};
}

}  // namespace sockwatch
