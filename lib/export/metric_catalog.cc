#include "export/metric_catalog.h"

#include <array>
#include <cstddef>

namespace sockwatch {
namespace {

template <std::size_t N>
using Names = std::array<std::string_view, N>;

constexpr std::span<const std::string_view> kNone;
constexpr Names<1> kNetns = {"netns"};
constexpr Names<1> kReason = {"reason"};
constexpr Names<1> kResult = {"result"};
constexpr Names<1> kPhase = {"phase"};
constexpr Names<1> kFeatureName = {"feature"};
constexpr Names<2> kNetnsResult = {"netns", "result"};
constexpr Names<2> kNetnsTotal = {"netns", "total"};
constexpr Names<2> kNetnsEvent = {"netns", "event"};
constexpr Names<2> kNetnsName = {"netns", "name"};
constexpr Names<2> kProgram = {"unit", "process"};
constexpr Names<2> kSourceReason = {"source", "reason"};
constexpr Names<3> kNetnsFamilyState = {"netns", "family", "state"};
constexpr Names<3> kNetnsTypeState = {"netns", "type", "state"};
constexpr Names<4> kPortUse = {"netns", "source", "destination", "state"};
constexpr Names<3> kBuild = {"version", "revision", "compiler"};
constexpr Names<5> kGroup = {"netns", "unit", "process", "role", "port"};
constexpr Names<6> kGroupState = {"netns", "unit", "process", "role", "port", "state"};
constexpr Names<6> kGroupAge = {"netns", "unit", "process", "role", "port", "age"};
constexpr Names<6> kGroupCause = {"netns", "unit", "process", "role", "port", "cause"};
constexpr Names<6> kGroupRemote = {"netns", "unit", "process", "role", "port", "remote"};
constexpr Names<6> kGroupQueue = {"netns", "unit", "process", "role", "port", "queue"};

constexpr auto kCounter = MetricKind::kCounter;
constexpr auto kGauge = MetricKind::kGauge;
constexpr auto kHistogram = MetricKind::kHistogram;

constexpr std::array kCatalog = std::to_array<MetricInfo>({
    {Metric::kSockets, "sockwatch_sockets", kGauge, kNetnsFamilyState,
     "TCP sockets by state, from the last complete sock_diag dump of the network namespace. "
     "Sampled "
     "on a timer, not by the scrape: see sockwatch_last_sample_timestamp_seconds. family is the "
     "socket's own: v4-mapped connections are ipv6. netns=\"idle\" sums up the namespaces, other "
     "than the host's, that have listeners alone or nothing."},
    {Metric::kLastSampleTimestamp, "sockwatch_last_sample_timestamp_seconds", kGauge, kNetns,
     "Unix time at which the last complete dump of the network namespace ended. Absent before the "
     "first one."},
    {Metric::kDumps, "sockwatch_dumps_total", kCounter, kNetnsResult,
     "sock_diag dumps of the network namespace by how they ended, since sockwatchd started. All "
     "but "
     "complete leave the gauges as they were. Those of idle namespaces are netns=\"idle\"'s."},
    {Metric::kKernelDifference, "sockwatch_kernel_difference", kGauge, kNetnsTotal,
     "Sockets in the last complete dump minus the kernel's own total read right after it: "
     "curr_estab (/proc/net/snmp, ESTABLISHED and CLOSE_WAIT), inuse (/proc/net/sockstat and "
     "sockstat6), time_wait (sockstat tw, with the FIN_WAIT2 that the kernel keeps there). A dump "
     "is no atomic snapshot: small differences are normal."},
    {Metric::kNamespaces, "sockwatch_namespaces", kGauge, kResult,
     "Network namespaces by what became of them: sampled (the last dump is complete), failed (it "
     "is "
     "not, or there is none yet), excluded (by namespaces.include and exclude), limit (beyond "
     "limits.namespaces), unreachable (the privilege to enter is missing, and no process shows its "
     "files)."},

    {Metric::kOrphanSockets, "sockwatch_orphan_sockets", kGauge, kNetns,
     "TCP sockets that their process has closed and the peer has not, in the last complete dump: "
     "FIN_WAIT1, FIN_WAIT2, CLOSING and LAST_ACK that no process holds. Those that the kernel "
     "keeps "
     "as small as TIME_WAIT are not counted, as in net.ipv4.tcp_max_orphans."},
    {Metric::kUdpSockets, "sockwatch_udp_sockets", kGauge, kNetnsFamilyState,
     "UDP sockets with a local port, by family and state (established: connected), from the last "
     "complete sock_diag dump of them."},
    {Metric::kUnixSockets, "sockwatch_unix_sockets", kGauge, kNetnsTypeState,
     "UNIX sockets by type and state, from the last complete sock_diag dump of them."},
    {Metric::kEphemeralPortsUsed, "sockwatch_ephemeral_ports_used", kGauge, kPortUse,
     "Ephemeral local ports in use by client sockets of the source address towards the destination "
     "(address:port), the fullest destinations of the host; destination=\"all\": distinct ports of "
     "the source over all destinations, which is what runs out for programs that bind before they "
     "connect. state=\"held\" ports are taken; state=\"time_wait\" ones are given out again where "
     "net.ipv4.tcp_tw_reuse allows it."},
    {Metric::kEphemeralPortsLimit, "sockwatch_ephemeral_ports_limit", kGauge, kNetns,
     "Local ports that the kernel may give out by itself: net.ipv4.ip_local_port_range without "
     "net.ipv4.ip_local_reserved_ports. Read once a minute."},
    {Metric::kTimeWaitBucketsLimit, "sockwatch_time_wait_buckets_limit", kGauge, kNetns,
     "TIME_WAIT sockets allowed (net.ipv4.tcp_max_tw_buckets); beyond it they are dropped and "
     "counted as TCPTimeWaitOverflow. Read once a minute."},
    {Metric::kKernelEvents, "sockwatch_kernel_events_total", kCounter, kNetnsEvent,
     "The kernel's own counters of the network namespace (/proc/net/netstat, TcpExt), since it was "
     "made, under the kernel's names."},
    {Metric::kSysctl, "sockwatch_sysctl", kGauge, kNetnsName,
     "Kernel parameters that bear on connection states, as sysctl(8) names them, in the kernel's "
     "units. Read once a minute."},

    {Metric::kGroupSockets, "sockwatch_group_sockets", kGauge, kGroupState,
     "TCP sockets by owner and state, from the last complete sock_diag dump of the network "
     "namespace; their sum is sockwatch_sockets. established, close_wait and time_wait always, "
     "other "
     "states while non-zero and 10 minutes after. process=\"other\" sums the groups beyond the "
     "limit, process=\"unattributed\" the sockets without a known owner."},
    {Metric::kGroupSocketsPeak, "sockwatch_group_sockets_peak", kGauge, kGroupState,
     "Highest number of sockets in one dump of the last 60 seconds, and at least of the last two "
     "dumps: shows what comes and goes between two scrapes. While non-zero and 10 minutes after."},
    {Metric::kStateEntries, "sockwatch_state_entries_total", kCounter, kGroupState,
     "Sockets seen entering the state (sock_diag idiag_state) since the group appeared. Those "
     "found "
     "by the first complete dump of their network namespace are not counted, nor those that "
     "entered "
     "and left between two dumps."},
    {Metric::kStateExits, "sockwatch_state_exits_total", kCounter, kGroupState,
     "Sockets seen leaving the state, or gone, since the group appeared: counted in the group that "
     "counted the entry."},
    {Metric::kCloseWaitOlderThan, "sockwatch_close_wait_older_than", kGauge, kGroupAge,
     "Sockets that are in CLOSE_WAIT for at least that long, at the last complete dump. Ages count "
     "from the dump that first showed the state, or from the peer's last ACK (tcpi_last_ack_recv) "
     "where sockwatchd started later: lower bounds."},
    {Metric::kCloseWaitLeak, "sockwatch_close_wait_leak", kGauge, kGroup,
     "1 while the group leaks sockets in CLOSE_WAIT: while old ones keep becoming more, steadily "
     "and by more than a burst or an idle pool would explain; else 0."},
    {Metric::kCloseWaitLeakStart, "sockwatch_close_wait_leak_start_timestamp_seconds", kGauge,
     kGroup,
     "Unix time at which the first socket of the leak entered CLOSE_WAIT. Absent without a leak."},
    {Metric::kCloseWaitOldest, "sockwatch_close_wait_oldest_timestamp_seconds", kGauge, kGroup,
     "Unix time since which the group's oldest CLOSE_WAIT socket is in that state: an upper bound, "
     "see sockwatch_close_wait_older_than. Absent without such a socket."},
    {Metric::kCloseWaitCause, "sockwatch_close_wait_cause", kGauge, kGroupCause,
     "CLOSE_WAIT sockets by why they stay: unaccepted (in an accept queue, the program does not "
     "call "
     "accept), unread (the peer's data or its FIN are not read), held (read to the end and never "
     "closed). Their sum is the group's CLOSE_WAIT."},
    {Metric::kCloseWaitRemote, "sockwatch_close_wait_remote", kGauge, kGroupRemote,
     "CLOSE_WAIT sockets by remote address, of clients with the port: those that have most, of "
     "sockets as old as the first of close_wait.ages; the rest and all younger ones as "
     "remote=\"other\". Their sum is the group's CLOSE_WAIT."},
    {Metric::kQueueBytes, "sockwatch_queue_bytes", kGauge, kGroupQueue,
     "Bytes in the receive and send queues of the group's sockets as ss shows them, without "
     "listeners; a FIN that was not read counts as one. While non-zero and 10 minutes after."},
    {Metric::kAcceptQueue, "sockwatch_accept_queue", kGauge, kGroup,
     "Connections that wait for accept() in the group's fullest listener, at the last complete "
     "dump."},
    {Metric::kAcceptQueueLimit, "sockwatch_accept_queue_limit", kGauge, kGroup,
     "Limit of that accept queue: the listener's backlog, at most net.core.somaxconn. One more "
     "than it fits in."},
    {Metric::kAcceptQueuePeak, "sockwatch_accept_queue_peak", kGauge, kGroup,
     "Longest such queue in one dump of the last 60 seconds, and at least of the last two dumps. "
     "While non-zero and 10 minutes after."},
    {Metric::kGroups, "sockwatch_groups", kGauge, kNone,
     "Groups {netns, unit, process, role, port} exported, with other, unattributed and those of "
     "idle namespaces."},
    {Metric::kGroupsLimit, "sockwatch_groups_limit", kGauge, kNone,
     "Groups allowed by limits.groups, and as many of idle namespaces; what is beyond goes to "
     "process=\"other\"."},
    {Metric::kFoldedGroups, "sockwatch_folded_groups", kGauge, kNone,
     "Groups that are part of process=\"other\" now, for want of room."},
    {Metric::kCloseWaitDuration, "sockwatch_close_wait_duration_seconds", kHistogram, kProgram,
     "How long sockets had been in CLOSE_WAIT when they left it, since the program's first one was "
     "seen. Lower bounds, see sockwatch_close_wait_older_than."},
    {Metric::kProgramProcesses, "sockwatch_processes", kGauge, kProgram,
     "Processes of the program that hold TCP sockets, in the last complete dump."},
    {Metric::kProgramOpenFds, "sockwatch_process_open_fds", kGauge, kProgram,
     "Open file descriptors of the program's process that is nearest its limit, of those that hold "
     "TCP sockets. Counted every 5 seconds at most."},
    {Metric::kProgramMaxFds, "sockwatch_process_max_fds", kGauge, kProgram,
     "Soft limit of open file descriptors (RLIMIT_NOFILE) of that process. Absent if there is "
     "none."},
    {Metric::kProgramCloseWaitFds, "sockwatch_process_close_wait_fds", kGauge, kProgram,
     "Of that process' open file descriptors, sockets in CLOSE_WAIT. From the program's first such "
     "socket on."},

    {Metric::kUnattributedSockets, "sockwatch_unattributed_sockets", kGauge, kReason,
     "TCP sockets without a known owner in the last complete dumps, all network namespaces, by "
     "why: "
     "pending (being looked up), no_process (no process holds it), permission (not found, and some "
     "processes may not be looked into), ambiguous (several programs may own it), unseen (never "
     "met "
     "open), no_listener (in the accept queue of an unknown listener), limit (beyond "
     "limits.sockets), off (attribution has been given up)."},
    {Metric::kAttributionPending, "sockwatch_attribution_pending", kGauge, kNone,
     "TCP sockets whose owner is still being looked up in /proc."},
    {Metric::kAttributionProvisional, "sockwatch_attribution_provisional", kGauge, kNone,
     "TCP sockets named by their listener or their destination alone, not yet confirmed by inode."},
    {Metric::kAttributionStuck, "sockwatch_attribution_stuck", kGauge, kNone,
     "Resolver threads that hang in a read below /proc or were given up because of one."},

    {Metric::kTicksSkipped, "sockwatch_ticks_skipped_total", kCounter, kNone,
     "Sampling deadlines that had passed before they could be served, since sockwatchd started."},
    {Metric::kTickLateness, "sockwatch_tick_lateness_seconds", kHistogram, kNone,
     "How long after its deadline (CLOCK_MONOTONIC) a tick began, since sockwatchd started."},
    {Metric::kSampleDuration, "sockwatch_sample_duration_seconds", kHistogram, kPhase,
     "Time taken by one sock_diag dump (dump) and from its end to the published result "
     "(aggregate), "
     "since sockwatchd started."},
    {Metric::kSampleInterval, "sockwatch_sample_interval_seconds", kGauge, kNone,
     "Sampling interval in force."},
    {Metric::kRingUsedPeak, "sockwatch_ring_used_peak", kGauge, kNone,
     "Most items the ring between poller and aggregator held since sockwatchd started."},
    {Metric::kRingCapacity, "sockwatch_ring_capacity", kGauge, kNone,
     "Items the ring between poller and aggregator can hold."},
    {Metric::kRingWaits, "sockwatch_ring_waits_total", kCounter, kNone,
     "Times the poller found the ring full and waited, since sockwatchd started."},
    {Metric::kFeature, "sockwatch_feature", kGauge, kFeatureName,
     "1 if privileges and kernel allow the feature, else 0: process_owners (who holds other users' "
     "sockets, from /proc/PID/fd), cgroup_units (units by the cgroup id of a socket), attribution "
     "(off after too many lookups hung in /proc), namespaces (other network namespaces are "
     "entered; "
     "without, only the states of their sockets are known, from /proc/PID/net)."},
    {Metric::kConfigReloadSuccessful, "sockwatch_config_last_reload_successful", kGauge, kNone,
     "1 if the configuration was good when it was last read, else 0 and the one before it holds."},
    {Metric::kConfigReloadTimestamp, "sockwatch_config_last_reload_timestamp_seconds", kGauge,
     kNone, "Unix time at which the configuration in force was read."},
    {Metric::kErrors, "sockwatch_errors_total", kCounter, kSourceReason,
     "Errors by where and why they happened, since sockwatchd started."},
    {Metric::kLogDropped, "sockwatch_log_dropped_total", kCounter, kNone,
     "Log lines dropped because nobody took them in time, since sockwatchd started."},
    {Metric::kHttpRejected, "sockwatch_http_rejected_total", kCounter, kReason,
     "HTTP requests and connections turned away, by reason, since sockwatchd started."},
    {Metric::kBuildInfo, "sockwatch_build_info", kGauge, kBuild,
     "A metric with a constant '1' value labeled by version, revision and compiler sockwatchd was "
     "built from and with."},

    {Metric::kProcessCpu, "process_cpu_seconds_total", kCounter, kNone,
     "Total user and system CPU time spent in seconds."},
    {Metric::kProcessOpenFds, "process_open_fds", kGauge, kNone,
     "Number of open file descriptors."},
    {Metric::kProcessMaxFds, "process_max_fds", kGauge, kNone,
     "Maximum number of open file descriptors."},
    {Metric::kProcessVirtualMemory, "process_virtual_memory_bytes", kGauge, kNone,
     "Virtual memory size in bytes."},
    {Metric::kProcessResidentMemory, "process_resident_memory_bytes", kGauge, kNone,
     "Resident memory size in bytes."},
    {Metric::kProcessStartTime, "process_start_time_seconds", kGauge, kNone,
     "Start time of the process since unix epoch in seconds."},

    {Metric::kSeriesLimit, "sockwatch_series_limit", kGauge, kNone,
     "Series allowed by limits.series."},
    {Metric::kSeries, "sockwatch_series", kGauge, kNone, "Series on this page, this one included."},
});

// prometheus-cpp's serializer writes HELP unescaped, so the table holds nothing to escape.
constexpr bool IsSound() {
  for (std::size_t i = 0; i < kCatalog.size(); ++i) {
    if (static_cast<std::size_t>(kCatalog.at(i).metric) != i) return false;
    if (kCatalog.at(i).help.find_first_of("\\\n") != std::string_view::npos) return false;
  }
  return static_cast<std::size_t>(Metric::kSeries) + 1 == kCatalog.size();
}
static_assert(IsSound(), "an entry a Metric, in the enum's order, with HELP that needs no escapes");

}  // namespace

std::span<const MetricInfo> MetricCatalog() { return kCatalog; }

const MetricInfo& InfoOf(Metric metric) { return kCatalog.at(static_cast<std::size_t>(metric)); }

std::string_view MetricKindName(MetricKind kind) {
  static constexpr std::array<std::string_view, 3> kNames = {"counter", "gauge", "histogram"};
  return kNames.at(static_cast<std::size_t>(kind));
}

}  // namespace sockwatch
