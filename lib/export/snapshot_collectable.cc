#include "export/snapshot_collectable.h"

#include "export/families.h"

namespace sockwatch {

std::vector<prometheus::MetricFamily> SnapshotCollectable::Collect() const {
  Families families;
  families.reserve(MetricCatalog().size());
  AppendNetnsFamilies(snapshot_, stats_, families);
  AppendHostFamilies(snapshot_, families);
  AppendGroupFamilies(snapshot_, families);
  AppendCloseWaitFamilies(snapshot_, families);
  AppendQueueFamilies(snapshot_, families);
  AppendProgramFamilies(snapshot_, families);
  AppendAttributionFamilies(snapshot_, stats_, families);
  AppendSelfFamilies(stats_, build_, families);
  AppendProcessFamilies(process_, families);
  AppendCount(Metric::kSeriesLimit, snapshot_.series_limit, families);
  AppendCount(Metric::kSeries, CountSeries(families) + 1, families);
  return families;
}

}  // namespace sockwatch
