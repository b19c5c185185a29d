// The page's families by topic, one .cc file each. All append to `families` in the catalogue's
// order.
#pragma once

#include "aggregate/snapshot.h"
#include "export/build_info.h"
#include "export/family_builder.h"
#include "export/process_stats.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// netns_families.cc: kSockets .. kNamespaces, of each row of namespaces. Before the first snapshot
// there is no namespace yet:
// the host's dump counters stand there as zeros, so that rate() and increase() see the first dump.
void AppendNetnsFamilies(const Snapshot& snapshot, const SelfStats& stats, Families& families);

// host_families.cc: kOrphanSockets .. kSysctl, of each namespace what is known.
void AppendHostFamilies(const Snapshot& snapshot, Families& families);

// group_families.cc: kGroupSockets .. kStateExits.
void AppendGroupFamilies(const Snapshot& snapshot, Families& families);

// close_wait_families.cc: kCloseWaitOlderThan .. kCloseWaitRemote.
void AppendCloseWaitFamilies(const Snapshot& snapshot, Families& families);

// queue_families.cc: kQueueBytes .. kAcceptQueuePeak.
void AppendQueueFamilies(const Snapshot& snapshot, Families& families);

// program_families.cc: kGroups .. kProgramCloseWaitFds.
void AppendProgramFamilies(const Snapshot& snapshot, Families& families);

// attribution_families.cc: kUnattributedSockets .. kAttributionStuck.
void AppendAttributionFamilies(const Snapshot& snapshot, const SelfStats& stats,
                               Families& families);

// self_families.cc: kTicksSkipped .. kBuildInfo.
void AppendSelfFamilies(const SelfStats& stats, const BuildInfo& build, Families& families);

// process_families.cc: kProcessCpu .. kProcessStartTime, those that are known.
void AppendProcessFamilies(const ProcessStats& stats, Families& families);

}  // namespace sockwatch
