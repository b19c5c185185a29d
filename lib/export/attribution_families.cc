#include <utility>

#include "export/families.h"

namespace sockwatch {

void AppendAttributionFamilies(const Snapshot& snapshot, const SelfStats& stats,
                               Families& families) {
  FamilyBuilder unattributed(Metric::kUnattributedSockets, kUnattributedReasonCount);
  for (std::size_t i = 0; i < kUnattributedReasonCount; ++i) {
    const auto reason = static_cast<UnattributedReason>(i);
    unattributed.AddCount(snapshot.unattributed.at(i), {UnattributedReasonName(reason)});
  }
  std::move(unattributed).AppendTo(families);
  AppendCount(Metric::kAttributionPending, snapshot.pending, families);
  AppendCount(Metric::kAttributionProvisional, snapshot.provisional, families);
  AppendValue(Metric::kAttributionStuck, stats.attribution_stuck.Get(), families);
}

}  // namespace sockwatch
