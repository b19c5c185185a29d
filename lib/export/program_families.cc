#include <utility>

#include "export/families.h"

namespace sockwatch {
namespace {

void AppendDurations(const Snapshot& snapshot, Families& families) {
  FamilyBuilder durations(Metric::kCloseWaitDuration);
  for (const ProgramRow& row : snapshot.programs) {
    if (!row.durations) continue;
    durations.AddHistogram(CloseWaitDurations::kBounds, row.durations->buckets, row.durations->sum,
                           {row.unit, row.process});
  }
  std::move(durations).AppendTo(families);
}

void AppendProcesses(const Snapshot& snapshot, Families& families) {
  FamilyBuilder processes(Metric::kProgramProcesses);
  for (const ProgramRow& row : snapshot.programs) {
    if (row.processes > 0) processes.AddCount(row.processes, {row.unit, row.process});
  }
  std::move(processes).AppendTo(families);
}

void AppendFds(const Snapshot& snapshot, Families& families) {
  FamilyBuilder open(Metric::kProgramOpenFds);
  FamilyBuilder limit(Metric::kProgramMaxFds);
  FamilyBuilder close_wait(Metric::kProgramCloseWaitFds);
  for (const ProgramRow& row : snapshot.programs) {
    if (!row.fds) continue;
    const auto labels = {std::string_view(row.unit), std::string_view(row.process)};
    open.AddCount(row.fds->open, labels);
    if (row.fds->limit) limit.AddCount(*row.fds->limit, labels);
    if (row.durations) close_wait.AddCount(row.fds->close_wait, labels);
  }
  std::move(open).AppendTo(families);
  std::move(limit).AppendTo(families);
  std::move(close_wait).AppendTo(families);
}

}  // namespace

void AppendProgramFamilies(const Snapshot& snapshot, Families& families) {
  AppendCount(Metric::kGroups, snapshot.groups.size(), families);
  AppendCount(Metric::kGroupsLimit, snapshot.groups_limit, families);
  AppendCount(Metric::kFoldedGroups, snapshot.folded_groups, families);
  AppendDurations(snapshot, families);
  AppendProcesses(snapshot, families);
  AppendFds(snapshot, families);
}

}  // namespace sockwatch
