#include "export/full_page.h"

#include <prometheus/text_serializer.h>

#include <numeric>

#include "export/snapshot_collectable.h"

namespace sockwatch::testing {
namespace {

NetnsRow SampledNetns(const std::string& name, std::uint32_t first_count) {
  NetnsRow row;
  row.netns = name;
  for (auto& counts : row.sockets) {
    for (auto& count : counts) count = first_count++;
  }
  row.last_complete = WallTime(std::chrono::milliseconds(1'700'000'000'250));
  for (auto& dumps : row.dumps) dumps = first_count++;
  return row;
}

NetnsRow FailedNetns() {
  NetnsRow row;
  row.netns = "pod-b";
  row.dumps.at(static_cast<std::size_t>(DumpResult::kKernelError)) = 3;
  return row;
}

CloseWaitRow LeakingCloseWait() {
  CloseWaitRow row{.shown = true, .older = {100, 90, 80, 70}, .causes = {8, 40, 60}};
  row.remotes = {{"10.0.0.7:5432", 100}, {"other", 8}};
  row.oldest = WallTime(std::chrono::seconds(1'699'990'000));
  row.leaking = true;
  row.leak_start = WallTime(std::chrono::milliseconds(1'699'990'100'500));
  return row;
}

GroupRow Nginx() {
  GroupRow row = GroupOf("nginx");
  row.labels.unit = "nginx.service";
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    row.sockets.at(i) = static_cast<std::uint32_t>(i) + 100;
    row.shown.Add(StateAt(i));
  }
  for (const TcpState state : kTrackedStates) row.peaks_shown.Add(state);
  row.peaks = {108, 205, 109};
  row.entries = {12'345'678, 2, 9'007'199'254'740'991};
  row.exits = {12'345'571, 1, 0};
  row.queues = {.shown = true, .receive = 107, .send = 5'000'000'000};
  row.accept_queue = {.shown = true, .length = 5, .limit = 511, .peak = 128, .peak_shown = true};
  row.close_wait = LeakingCloseWait();
  return row;
}

ProgramRow NginxProgram() {
  ProgramRow row{.unit = "nginx.service", .process = "nginx", .processes = 3};
  row.fds = FdRow{.open = 3871, .limit = 4096, .close_wait = 108};
  row.durations = CloseWaitDurations{{1, 2, 3, 4, 5, 6}, 33'000.5};
  return row;
}

// Everything that may be known of a namespace.
void AddHost(NetnsRow& row) {
  row.orphans = 6;
  row.ports = {{"10.0.0.1", "10.0.0.2:5432", 20'000, 3'000}, {"10.0.0.1", "all", 20'100, 2'900}};
  row.port_limit = 28'232;
  row.time_wait_limit = 131'072;
  row.events.emplace();
  std::iota(row.events->begin(), row.events->end(), 1U);
  row.others = {
      .udp_known = true, .unix_known = true, .udp = {{{1, 2}, {3, 4}}}, .unix_sockets = {}};
  row.others.unix_sockets = {{{5, 6, 7}, {8, 9, 0}, {10, 11, 12}}};
  row.sysctls = {{"net.ipv4.tcp_fin_timeout", 60}, {"net.core.somaxconn", 4096}};
}

NetnsRow IdleNetns() {
  NetnsRow row = SampledNetns("idle", 0);
  row.sockets = {};
  row.sockets.front().at(Index(TcpState::kListen)) = 2;
  return row;
}

GroupRow IdleListeners() {
  GroupRow row;
  row.labels = {"idle", "", "pause", "server", "53"};
  row.sockets.at(Index(TcpState::kListen)) = 2;
  row.shown.Add(TcpState::kListen);
  row.idle = true;
  return row;
}

GroupRow WithUsualStates(GroupRow row) {
  row.shown.Add(TcpState::kEstablished);
  row.shown.Add(TcpState::kCloseWait);
  row.shown.Add(TcpState::kTimeWait);
  return row;
}

GroupRow Other() {
  GroupRow row = WithUsualStates(GroupOf("other"));
  row.labels.role = "";
  row.labels.port = "";
  return row;
}

}  // namespace

GroupRow GroupOf(const std::string& process) {
  GroupRow row;
  row.labels = {"host", "", process, "server", "443"};
  for (const TcpState state : kTrackedStates) row.counters_shown.Add(state);
  return row;
}

Snapshot FullSnapshot() {
  Snapshot snapshot;
  snapshot.netns = {SampledNetns("host", 1), SampledNetns("pod-a", 0), FailedNetns(), IdleNetns()};
  snapshot.netns_sampled = 4;
  snapshot.netns_failed = 1;
  snapshot.netns.front().difference = KernelDifference{-2, 0, 5};
  AddHost(snapshot.netns.front());
  snapshot.groups = {Nginx(), WithUsualStates(GroupOf("unattributed")), Other(), IdleListeners()};
  snapshot.programs = {NginxProgram(), {.unit = "", .process = "curl", .processes = 1}};
  snapshot.close_wait_ages = {{std::chrono::minutes(1), "1m", false},
                              {std::chrono::minutes(5), "5m", true},
                              {std::chrono::minutes(15), "15m", false},
                              {std::chrono::hours(1), "1h", true}};
  for (std::size_t i = 0; i < kUnattributedReasonCount; ++i) {
    snapshot.unattributed.at(i) = static_cast<std::uint32_t>(i) * 10;
  }
  snapshot.pending = 7;
  snapshot.provisional = 8;
  snapshot.folded_groups = 4;
  snapshot.groups_limit = 200;
  snapshot.series_limit = 4000;
  return snapshot;
}

void FillStats(SelfStats& stats) {
  stats.ticks_skipped.Add(11);
  stats.tick_lateness.Observe(0.0005);
  stats.tick_lateness.Observe(20);
  stats.dump_duration.Observe(0.05);
  stats.aggregate_duration.Observe(0.25);
  stats.sample_interval_seconds.Set(0.5);
  stats.ring_used_peak.Set(1234);
  stats.ring_capacity.Set(65536);
  stats.ring_waits.Add(12);
  stats.namespaces_excluded.Set(3);
  stats.namespaces_limit.Set(2);
  stats.namespaces_unreachable.Set(1);
  stats.SetFeature(Feature::kProcessOwners, true);
  for (std::size_t i = 0; i < kErrorReasonCount; ++i) stats.errors.at(i).Add(i + 20);
  for (std::size_t i = 0; i < kHttpRejectionCount; ++i) stats.http_rejected.at(i).Add(i + 50);
  stats.log_dropped.Add(13);
  stats.attribution_stuck.Set(1);
  stats.config_reload_successful.Set(1);
  stats.config_reload_timestamp.Set(1'699'999'999.5);
}

ProcessStats FullProcessStats() {
  ProcessStats stats;
  stats.cpu_seconds = 1.25;
  stats.open_fds = 17;
  stats.max_fds = 1024;
  stats.virtual_memory_bytes = 123'456'789;
  stats.resident_memory_bytes = 8'192'000;
  stats.start_time_seconds = 1'699'999'998.75;
  return stats;
}

BuildInfo TestBuild() { return {"0.1.0", "0123abc", "g++ 12.2.0"}; }

std::string FullPage(const Snapshot& snapshot) {
  SelfStats stats;
  FillStats(stats);
  const ProcessStats process = FullProcessStats();
  const BuildInfo build = TestBuild();
  return prometheus::TextSerializer().Serialize(
      SnapshotCollectable(snapshot, stats, process, build).Collect());
}

std::string BarePage(const Snapshot& snapshot) {
  const SelfStats stats;
  return prometheus::TextSerializer().Serialize(
      SnapshotCollectable(snapshot, stats, ProcessStats{}, BuildInfo{}).Collect());
}

}  // namespace sockwatch::testing
