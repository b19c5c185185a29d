// What the aggregator keeps of one network namespace.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "aggregate/close_wait_detail.h"
#include "aggregate/connection_table.h"
#include "aggregate/groups.h"
#include "aggregate/snapshot.h"
#include "sample/tick.h"

namespace sockwatch {

// What one dump has shown so far.
struct DumpTally {
  std::array<StateCounts, kFamilyCount> sockets{};
  std::uint32_t minisocks = 0;  // TIME_WAIT and FIN_WAIT2 rows that are minisocks
  std::uint32_t orphans = 0;    // full sockets that no process holds any more

  // Of the sockets above, those that are not in the table.
  StateCounts beyond_limit{};
  std::array<std::uint32_t, kCloseWaitCauseCount> beyond_causes{};
  std::uint64_t beyond_receive = 0;  // bytes
  std::uint64_t beyond_send = 0;
};

struct NamespaceState {
  NetnsRow row;           // as exported
  bool baseline = false;  // a complete dump has been seen: from now on, changes are counted
  TickTime last_complete;
  ConnectionTable::Region region;
  DumpTally tally;
  // CLOSE_WAIT sockets of the last complete dump; those beyond the table by cause, in their group.
  std::vector<CloseWaitSocket> close_wait;
  std::array<std::uint32_t, kCloseWaitCauseCount> close_wait_beyond{};
  GroupId beyond_group = kNoId;
};

// Counts a row.
void Count(const SocketSample& row, DumpTally& tally);
void CountBeyondLimit(const SocketSample& row, DumpTally& tally);

// Ours minus the kernel's.
KernelDifference Compare(const DumpTally& tally, const KernelTotals& kernel);

}  // namespace sockwatch
