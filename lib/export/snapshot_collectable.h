// A Snapshot and what goes with it, as prometheus-cpp's metric families.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <vector>

#include "aggregate/snapshot.h"
#include "export/build_info.h"
#include "export/process_stats.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// Made for one rendering. Refers to all it is given, which must outlive it.
class SnapshotCollectable final : public prometheus::Collectable {
 public:
  SnapshotCollectable(const Snapshot& snapshot, const SelfStats& stats, const ProcessStats& process,
                      const BuildInfo& build)
      : snapshot_(snapshot), stats_(stats), process_(process), build_(build) {}

  // In the catalogue's order. Builds all series anew, from names each time: nothing lingers, and
  // nothing is shared with other threads.
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const Snapshot& snapshot_;
  const SelfStats& stats_;
  const ProcessStats& process_;
  const BuildInfo& build_;
};

}  // namespace sockwatch
