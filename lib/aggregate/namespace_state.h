// What the aggregator keeps of one network namespace.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "aggregate/close_wait_detail.h"
#include "aggregate/connection_table.h"
#include "aggregate/groups.h"
#include "aggregate/snapshot.h"
#include "procnet/ephemeral_ports.h"
#include "sample/tick.h"

namespace sockwatch {

// What one dump has shown so far.
struct DumpTally {
  std::array<StateCounts, kFamilyCount> sockets{};
  std::uint32_t minisocks = 0;  // TIME_WAIT and FIN_WAIT2 rows that are minisocks
  std::uint32_t orphans = 0;    // full sockets that no process holds any more

  // Of the sockets above, those that are not in the table: there was no room, or no cookie.
  StateCounts unkept{};
  std::uint32_t beyond_limit = 0;
  std::uint32_t nameless = 0;
  std::array<std::uint32_t, kCloseWaitCauseCount> unkept_causes{};
  std::uint64_t unkept_receive = 0;  // bytes
  std::uint64_t unkept_send = 0;
};

struct NamespaceState {
  NetnsId id = kHostNetns;
  NetnsLabel label = kHostLabel;
  // No socket but listeners has been seen since it was last known to have none, or ever: its groups
  // stand under kIdleLabel.
  bool idle = false;
  NetnsRow row;           // as exported, without name and dumps, which are the label's
  bool baseline = false;  // a complete dump has been seen: from now on, changes are counted
  bool failed = false;    // the last dump has
  bool settled = false;   // every entry was in the last complete dump, and no dump began since
  TickTime last_complete;
  ConnectionTable::Region region;
  DumpTally tally;
  std::shared_ptr<const EphemeralPorts> ports;  // never null
  // CLOSE_WAIT sockets of the last complete dump.
  std::vector<CloseWaitSocket> close_wait;

  // Sockets of the last complete dump that are not in the table, as they stand in their group.
  StateCounts unkept{};
  std::array<std::uint32_t, kCloseWaitCauseCount> unkept_causes{};
  GroupId unkept_group = kNoId;  // meaningful while there are any

  // Shown in netns="idle". Before its first complete dump nothing is known of a namespace, and what
  // is told is that its dumps fail.
  [[nodiscard]] bool Summed() const { return idle && baseline; }
};

// Counts a row.
void Count(const SocketSample& row, DumpTally& tally);
// Besides, one that is not in the table.
void CountUnkept(const SocketSample& row, UnattributedReason why, DumpTally& tally);

// Whether they are listeners, or none.
bool ListenersAlone(const std::array<StateCounts, kFamilyCount>& sockets);

// Ours minus the kernel's.
KernelDifference Compare(const DumpTally& tally, const KernelTotals& kernel);

}  // namespace sockwatch
