#include "export/families.h"

namespace sockwatch {
namespace {

void AppendIfKnown(Metric metric, std::optional<double> value, Families& families) {
  if (value) AppendValue(metric, *value, families);
}

}  // namespace

void AppendProcessFamilies(const ProcessStats& stats, Families& families) {
  AppendIfKnown(Metric::kProcessCpu, stats.cpu_seconds, families);
  AppendIfKnown(Metric::kProcessOpenFds, stats.open_fds, families);
  AppendIfKnown(Metric::kProcessMaxFds, stats.max_fds, families);
  AppendIfKnown(Metric::kProcessVirtualMemory, stats.virtual_memory_bytes, families);
  AppendIfKnown(Metric::kProcessResidentMemory, stats.resident_memory_bytes, families);
  AppendIfKnown(Metric::kProcessStartTime, stats.start_time_seconds, families);
}

}  // namespace sockwatch
