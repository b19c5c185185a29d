// A hand-made Snapshot and all that goes with it, in which every metric has a value of its own.
#pragma once

#include <string>

#include "aggregate/snapshot.h"
#include "export/build_info.h"
#include "export/process_stats.h"
#include "selfstats/self_stats.h"

namespace sockwatch::testing {

// Two namespaces sampled, one not; a server with all kinds of rows, unattributed, and other.
Snapshot FullSnapshot();

void FillStats(SelfStats& stats);
ProcessStats FullProcessStats();
BuildInfo TestBuild();

// A group of this process name with nothing in it.
GroupRow GroupOf(const std::string& process);

// The text of a page of `snapshot`, with the stats above or with none at all.
std::string FullPage(const Snapshot& snapshot);
std::string BarePage(const Snapshot& snapshot);

}  // namespace sockwatch::testing
