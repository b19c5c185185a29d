#include <string_view>
#include <utility>

#include "export/families.h"

namespace sockwatch {
namespace {

constexpr std::string_view kHostNetnsName = "host";

// Without a complete dump nothing is known, and zeros would say that all sockets are closed.
void AppendSockets(const Snapshot& snapshot, Families& families) {
  FamilyBuilder sockets(Metric::kSockets, snapshot.netns.size() * kFamilyCount * kTcpStateCount);
  for (const NetnsRow& row : snapshot.netns) {
    if (!row.last_complete) continue;
    for (const Family family : {Family::kIpv4, Family::kIpv6}) {
      const StateCounts& counts = row.sockets.at(static_cast<std::size_t>(family));
      for (std::size_t i = 0; i < kTcpStateCount; ++i) {
        if (row.brief && counts.at(i) == 0) continue;
        sockets.AddCount(counts.at(i), {row.netns, FamilyName(family), TcpStateName(StateAt(i))});
      }
    }
  }
  std::move(sockets).AppendTo(families);
}

void AppendTimestamps(const Snapshot& snapshot, Families& families) {
  FamilyBuilder timestamps(Metric::kLastSampleTimestamp, snapshot.netns.size());
  for (const NetnsRow& row : snapshot.netns) {
    if (row.last_complete) timestamps.Add(UnixSeconds(*row.last_complete), {row.netns});
  }
  std::move(timestamps).AppendTo(families);
}

void AddDumps(const NetnsRow& row, FamilyBuilder& dumps) {
  for (std::size_t i = 0; i < kDumpResultCount; ++i) {
    if (row.brief && row.dumps.at(i) == 0) continue;
    dumps.AddCount(row.dumps.at(i), {row.netns, DumpResultName(static_cast<DumpResult>(i))});
  }
}

void AppendDumps(const Snapshot& snapshot, Families& families) {
  FamilyBuilder dumps(Metric::kDumps, snapshot.netns.size() * kDumpResultCount);
  for (const NetnsRow& row : snapshot.netns) AddDumps(row, dumps);
  if (snapshot.netns.empty()) {
    NetnsRow host;
    host.netns = kHostNetnsName;
    AddDumps(host, dumps);
  }
  std::move(dumps).AppendTo(families);
}

void AppendDifferences(const Snapshot& snapshot, Families& families) {
  FamilyBuilder differences(Metric::kKernelDifference, snapshot.netns.size() * 3);
  for (const NetnsRow& row : snapshot.netns) {
    if (!row.difference) continue;
    const KernelDifference& ours_minus_kernel = *row.difference;
    differences.Add(static_cast<double>(ours_minus_kernel.curr_estab), {row.netns, "curr_estab"});
    differences.Add(static_cast<double>(ours_minus_kernel.inuse), {row.netns, "inuse"});
    differences.Add(static_cast<double>(ours_minus_kernel.time_wait), {row.netns, "time_wait"});
  }
  std::move(differences).AppendTo(families);
}

void AppendNamespaceCounts(const Snapshot& snapshot, const SelfStats& stats, Families& families) {
  FamilyBuilder namespaces(Metric::kNamespaces, 5);
  namespaces.AddCount(snapshot.netns_sampled, {"sampled"});
  namespaces.AddCount(snapshot.netns_failed, {"failed"});
  namespaces.Add(stats.namespaces_excluded.Get(), {"excluded"});
  namespaces.Add(stats.namespaces_limit.Get(), {"limit"});
  namespaces.Add(stats.namespaces_unreachable.Get(), {"unreachable"});
  std::move(namespaces).AppendTo(families);
}

}  // namespace

void AppendNetnsFamilies(const Snapshot& snapshot, const SelfStats& stats, Families& families) {
  AppendSockets(snapshot, families);
  AppendTimestamps(snapshot, families);
  AppendDumps(snapshot, families);
  AppendDifferences(snapshot, families);
  AppendNamespaceCounts(snapshot, stats, families);
}

}  // namespace sockwatch
