#include <utility>

#include "export/families.h"

namespace sockwatch {
namespace {

void AddGroupCount(const GroupRow& row, TcpState state, std::uint64_t count,
                   FamilyBuilder& family) {
  family.AddOfGroup(static_cast<double>(count), row.labels, TcpStateName(state));
}

void AppendSockets(const Snapshot& snapshot, Families& families) {
  FamilyBuilder sockets(Metric::kGroupSockets, snapshot.groups.size() * 4);
  for (const GroupRow& row : snapshot.groups) {
    for (std::size_t i = 0; i < kTcpStateCount; ++i) {
      const TcpState state = StateAt(i);
      if (row.shown.Has(state)) AddGroupCount(row, state, row.sockets.at(i), sockets);
    }
  }
  std::move(sockets).AppendTo(families);
}

void AppendPeaks(const Snapshot& snapshot, Families& families) {
  FamilyBuilder peaks(Metric::kGroupSocketsPeak);
  for (const GroupRow& row : snapshot.groups) {
    for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
      const TcpState state = kTrackedStates.at(i);
      if (row.peaks_shown.Has(state)) AddGroupCount(row, state, row.peaks.at(i), peaks);
    }
  }
  std::move(peaks).AppendTo(families);
}

using TrackedCounts = std::array<std::uint64_t, kTrackedStates.size()>;

// Also while they are zero: a counter that appears only once it is not hides its first step from
// rate() and increase().
void AppendTracked(Metric metric, const Snapshot& snapshot, TrackedCounts GroupRow::*counts,
                   Families& families) {
  FamilyBuilder builder(metric, snapshot.groups.size() * kTrackedStates.size());
  for (const GroupRow& row : snapshot.groups) {
    for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
      const TcpState state = kTrackedStates.at(i);
      if (row.counters_shown.Has(state)) AddGroupCount(row, state, (row.*counts).at(i), builder);
    }
  }
  std::move(builder).AppendTo(families);
}

}  // namespace

void AppendGroupFamilies(const Snapshot& snapshot, Families& families) {
  AppendSockets(snapshot, families);
  AppendPeaks(snapshot, families);
  AppendTracked(Metric::kStateEntries, snapshot, &GroupRow::entries, families);
  AppendTracked(Metric::kStateExits, snapshot, &GroupRow::exits, families);
}

}  // namespace sockwatch
