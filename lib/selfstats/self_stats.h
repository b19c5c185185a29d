// What sockwatchd says about itself. Every number is a relaxed atomic: each is right by itself, and
// nobody derives order between two of them. All threads may read and write.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sockwatch {

class Counter {
 public:
  void Add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t Get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void Set(double value) { value_.store(value, std::memory_order_relaxed); }
  [[nodiscard]] double Get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

// Durations in fixed buckets. Written by one thread, read by any.
class DurationHistogram {
 public:
  static constexpr std::array<double, 6> kBounds = {0.001, 0.01, 0.1, 0.5, 1, 10};

  void Observe(double seconds);

  // Observations <= kBounds[i], cumulative; the last is the count of all.
  [[nodiscard]] std::array<std::uint64_t, kBounds.size() + 1> Cumulative() const;
  [[nodiscard]] double Sum() const { return sum_.Get(); }
  [[nodiscard]] double Last() const { return last_.Get(); }  // 0 if there was none

 private:
  std::array<Counter, kBounds.size() + 1> buckets_;
  Gauge sum_;
  Gauge last_;
};

// The closed list of what may go wrong, so that every series exists at zero from the start.
enum class ErrorReason : std::uint8_t {
  kDumpSendFailed,
  kDumpReceiveFailed,
  kDumpTimedOut,
  kDumpTruncated,
  kDumpKernelError,
  kDumpMalformed,
  kDumpInterrupted,
  kDumpRingStalled,
  kDumpTooLong,
  kNetlinkStale,       // a reply to an older request was skipped
  kNetlinkOpenFailed,  // the diag socket could not be opened again
  kNetlinkBadRow,      // one row was skipped: a state or family we do not know
  kProcnetReadFailed,  // /proc/net/{snmp,sockstat,sockstat6,netstat}
  kProcPermission,     // EACCES or EPERM below /proc/PID
  kProcRead,           // any other error below /proc/PID but "gone"
  kProcParse,          // a file below /proc/PID said something unexpected
  kProcStuck,          // a read below /proc/PID did not return for 5 s
  kCgroupLookup,       // a cgroup id could not be turned into a path
  kConfigReload,       // SIGHUP found a bad file
  kHttpAccept,         // a connection could not be accepted or served
  kUdpDiagFailed,      // UDP sockets could not be counted
  kUnixDiagFailed,     // UNIX sockets could not be counted
};
inline constexpr std::size_t kErrorReasonCount = 22;

struct ErrorName {
  std::string_view source;
  std::string_view reason;
};
ErrorName NameOf(ErrorReason reason);

enum class HttpRejection : std::uint8_t {
  kHeaderTimeout,    // no whole header within the deadline
  kConnectionLimit,  // the oldest connection without a whole header, cut to make room
  kMethod,           // 405
  kNotFound,         // 404
};
inline constexpr std::size_t kHttpRejectionCount = 4;
std::string_view NameOf(HttpRejection reason);

// What privileges or the kernel allow; 1 = on. A feature turned off by a missing privilege is off
// here, named in one log line, and nothing else.
enum class Feature : std::uint8_t {
  kProcessOwners,  // owners of other users' sockets: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH
  kCgroupUnits,    // units by a row's cgroup id: CAP_DAC_READ_SEARCH and a cgroup2 mount
  kAttribution,    // off after four resolver threads got stuck in /proc
};
inline constexpr std::size_t kFeatureCount = 3;
std::string_view NameOf(Feature feature);

struct SelfStats {
  Counter ticks_skipped;
  DurationHistogram tick_lateness;
  DurationHistogram dump_duration;       // poller: one dump
  DurationHistogram aggregate_duration;  // aggregator: from EndDump to the published snapshot
  Gauge sample_interval_seconds;

  Gauge ring_used_peak;  // items, since the start
  Gauge ring_capacity;   // items
  Counter ring_waits;    // the poller found the ring full and waited

  std::array<Counter, kErrorReasonCount> errors;
  std::array<Counter, kHttpRejectionCount> http_rejected;
  std::array<Gauge, kFeatureCount> features;

  Counter log_dropped;
  Gauge attribution_stuck;         // resolver threads hanging in /proc now or given up
  Gauge attribution_queue;         // sockets the resolver still has to look up
  Gauge config_reload_successful;  // 1 or 0
  Gauge config_reload_timestamp;   // of the last successful load, seconds since 1970

  void CountError(ErrorReason reason) { errors.at(static_cast<std::size_t>(reason)).Add(); }
  void CountRejection(HttpRejection reason) {
    http_rejected.at(static_cast<std::size_t>(reason)).Add();
  }
  void SetFeature(Feature feature, bool on) {
    features.at(static_cast<std::size_t>(feature)).Set(on ? 1 : 0);
  }
};

}  // namespace sockwatch
