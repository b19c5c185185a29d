// What the aggregator keeps of one network namespace.
#pragma once

#include <array>
#include <cstdint>

#include "aggregate/connection_table.h"
#include "aggregate/snapshot.h"
#include "sample/tick.h"

namespace sockwatch {

// What one dump has shown so far.
struct DumpTally {
  std::array<StateCounts, kFamilyCount> sockets{};
  StateCounts beyond_limit{};   // of those, not in the table
  std::uint32_t minisocks = 0;  // TIME_WAIT and FIN_WAIT2 rows that are minisocks
};

struct NamespaceState {
  NetnsRow row;           // as exported
  bool baseline = false;  // a complete dump has been seen: from now on, changes are counted
  MonoTime last_complete;
  ConnectionTable::Slot trail = kNoId;
  DumpTally tally;
};

// Ours minus the kernel's.
KernelDifference Compare(const DumpTally& tally, const KernelTotals& kernel);

}  // namespace sockwatch
