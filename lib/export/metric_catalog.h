// Every metric sockwatchd exports, in one table: nothing is exported that is not in it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sockwatch {

enum class MetricKind : std::uint8_t { kCounter, kGauge, kHistogram };

// In the order of the page.
enum class Metric : std::uint8_t {
  kSockets,
  kLastSampleTimestamp,
  kDumps,
  kKernelDifference,
  kNamespaces,
  kOrphanSockets,
  kUdpSockets,
  kUnixSockets,
  kEphemeralPortsUsed,
  kEphemeralPortsLimit,
  kTimeWaitBucketsLimit,
  kKernelEvents,
  kSysctl,
  kGroupSockets,
  kGroupSocketsPeak,
  kStateEntries,
  kStateExits,
  kCloseWaitOlderThan,
  kCloseWaitLeak,
  kCloseWaitLeakStart,
  kCloseWaitOldest,
  kCloseWaitCause,
  kCloseWaitRemote,
  kQueueBytes,
  kAcceptQueue,
  kAcceptQueueLimit,
  kAcceptQueuePeak,
  kGroups,
  kGroupsLimit,
  kFoldedGroups,
  kCloseWaitDuration,
  kProgramProcesses,
  kProgramOpenFds,
  kProgramMaxFds,
  kProgramCloseWaitFds,
  kUnattributedSockets,
  kAttributionPending,
  kAttributionProvisional,
  kAttributionStuck,
  kTicksSkipped,
  kTickLateness,
  kSampleDuration,
  kSampleInterval,
  kRingUsedPeak,
  kRingCapacity,
  kRingWaits,
  kFeature,
  kConfigReloadSuccessful,
  kConfigReloadTimestamp,
  kErrors,
  kLogDropped,
  kHttpRejected,
  kBuildInfo,
  kProcessCpu,
  kProcessOpenFds,
  kProcessMaxFds,
  kProcessVirtualMemory,
  kProcessResidentMemory,
  kProcessStartTime,
  kSeriesLimit,
  kSeries,
};

struct MetricInfo {
  Metric metric;
  std::string_view name;
  MetricKind kind;
  std::span<const std::string_view> labels;  // names in order of appearance, without `le`
  std::string_view help;                     // no backslash and no newline: written as it is
};

// One entry a Metric, in the order of the enum. Lives as long as the program.
std::span<const MetricInfo> MetricCatalog();

const MetricInfo& InfoOf(Metric metric);

// "counter", "gauge", "histogram": as in a # TYPE line.
std::string_view MetricKindName(MetricKind kind);

}  // namespace sockwatch
