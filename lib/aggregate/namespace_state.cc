#include "aggregate/namespace_state.h"

namespace sockwatch {
namespace {

std::int64_t Total(const DumpTally& tally, TcpState state) {
  std::int64_t total = 0;
  for (const StateCounts& family : tally.sockets) total += family[Index(state)];
  return total;
}

// What the kernel counts as tcp_orphan_count: not the minisocks, which it has for TIME_WAIT.
bool IsOrphan(const SocketSample& row) {
  if (row.inode != 0 || row.timer == kTimerTimeWait) return false;
  return row.state == TcpState::kFinWait1 || row.state == TcpState::kFinWait2 ||
         row.state == TcpState::kClosing || row.state == TcpState::kLastAck;
}

}  // namespace

void Count(const SocketSample& row, DumpTally& tally) {
  ++tally.sockets[static_cast<std::size_t>(row.family)][Index(row.state)];
  if (row.timer == kTimerTimeWait) ++tally.minisocks;
  if (IsOrphan(row)) ++tally.orphans;
}

void CountUnkept(const SocketSample& row, UnattributedReason why, DumpTally& tally) {
  ++tally.unkept[Index(row.state)];
  ++(why == UnattributedReason::kLimit ? tally.beyond_limit : tally.nameless);
  if (row.state == TcpState::kListen) return;
  tally.unkept_receive += row.receive_queue;
  tally.unkept_send += row.send_queue;
  if (row.state == TcpState::kCloseWait) {
    ++tally.unkept_causes.at(static_cast<std::size_t>(CauseOf(row)));
  }
}

bool ListenersAlone(const std::array<StateCounts, kFamilyCount>& sockets) {
  for (const StateCounts& counts : sockets) {
    for (std::size_t i = 0; i < kTcpStateCount; ++i) {
      if (counts[i] > 0 && StateAt(i) != TcpState::kListen) return false;
    }
  }
  return true;
}

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
