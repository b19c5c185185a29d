#include <utility>

#include "export/families.h"

namespace sockwatch {
namespace {

void AppendOlder(const Snapshot& snapshot, Families& families) {
  FamilyBuilder older(Metric::kCloseWaitOlderThan, snapshot.groups.size() * 2);
  for (const GroupRow& row : snapshot.groups) {
    if (row.idle) continue;
    const CloseWaitRow& close_wait = row.close_wait;
    for (std::size_t i = 0; i < snapshot.close_wait_ages.size(); ++i) {
      const CloseWaitAgeLimit& limit = snapshot.close_wait_ages[i];
      if (!limit.always && !close_wait.shown) continue;
      const std::uint32_t count = i < close_wait.older.size() ? close_wait.older[i] : 0;
      older.AddOfGroup(count, row.labels, limit.label);
    }
  }
  std::move(older).AppendTo(families);
}

void AppendVerdicts(const Snapshot& snapshot, Families& families) {
  FamilyBuilder leaks(Metric::kCloseWaitLeak, snapshot.groups.size());
  FamilyBuilder starts(Metric::kCloseWaitLeakStart);
  for (const GroupRow& row : snapshot.groups) {
    if (row.idle) continue;
    leaks.AddOfGroup(row.close_wait.leaking ? 1 : 0, row.labels);
    if (row.close_wait.leaking) {
      starts.AddOfGroup(UnixSeconds(row.close_wait.leak_start), row.labels);
    }
  }
  std::move(leaks).AppendTo(families);
  std::move(starts).AppendTo(families);
}

void AppendOldest(const Snapshot& snapshot, Families& families) {
  FamilyBuilder oldest(Metric::kCloseWaitOldest);
  for (const GroupRow& row : snapshot.groups) {
    if (row.close_wait.oldest) oldest.AddOfGroup(UnixSeconds(*row.close_wait.oldest), row.labels);
  }
  std::move(oldest).AppendTo(families);
}

void AppendCauses(const Snapshot& snapshot, Families& families) {
  FamilyBuilder causes(Metric::kCloseWaitCause);
  for (const GroupRow& row : snapshot.groups) {
    if (!row.close_wait.shown) continue;
    for (std::size_t i = 0; i < kCloseWaitCauseCount; ++i) {
      causes.AddOfGroup(row.close_wait.causes.at(i), row.labels,
                        CloseWaitCauseName(static_cast<CloseWaitCause>(i)));
    }
  }
  std::move(causes).AppendTo(families);
}

void AppendRemotes(const Snapshot& snapshot, Families& families) {
  FamilyBuilder remotes(Metric::kCloseWaitRemote);
  for (const GroupRow& row : snapshot.groups) {
    for (const RemoteCount& remote : row.close_wait.remotes) {
      remotes.AddOfGroup(remote.sockets, row.labels, remote.remote);
    }
  }
  std::move(remotes).AppendTo(families);
}

}  // namespace

void AppendCloseWaitFamilies(const Snapshot& snapshot, Families& families) {
  AppendOlder(snapshot, families);
  AppendVerdicts(snapshot, families);
  AppendOldest(snapshot, families);
  AppendCauses(snapshot, families);
  AppendRemotes(snapshot, families);
}

}  // namespace sockwatch
