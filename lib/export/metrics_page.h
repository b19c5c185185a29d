// The text of the telemetry path, in Prometheus' text format 0.0.4.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "aggregate/snapshot.h"
#include "export/build_info.h"
#include "export/process_stats.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

inline constexpr std::string_view kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

// One page. `gzip` is the same as `plain`, or empty if it could not be made.
struct Rendered {
  std::string plain;
  std::string gzip;
};

// Rendered once a snapshot, by the first Get() that wants it; what sockwatchd says about itself is
// as old as that. Thread-safe: a Get() during a rendering waits for it, and takes its result. The
// publisher of snapshots never waits: the slot is only copied from.
class MetricsPage {
 public:
  // `slot` and `stats` must outlive the page.
  MetricsPage(const SnapshotSlot& slot, const SelfStats& stats, ProcessStatsReader process,
              BuildInfo build);

  // Never null. The page stays valid as long as the caller holds it.
  [[nodiscard]] std::shared_ptr<const Rendered> Get();

 private:
  [[nodiscard]] std::shared_ptr<const Rendered> Render(const Snapshot& snapshot) const;

  const SnapshotSlot& slot_;
  const SelfStats& stats_;
  const ProcessStatsReader process_;
  const BuildInfo build_;

  std::mutex mutex_;                          // guards the two below, and is held while rendering
  std::shared_ptr<const Snapshot> snapshot_;  // held, so that its address is not used again
  std::shared_ptr<const Rendered> rendered_;
};

}  // namespace sockwatch
