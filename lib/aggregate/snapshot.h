// The aggregator's result: immutable, shared by pointer, groups and never sockets.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "procnet/sysctl.h"
#include "sample/kernel_events.h"
#include "sample/other_sockets.h"
#include "sample/sample_source.h"
#include "sample/socket_sample.h"
#include "sample/tcp_state.h"

namespace sockwatch {

// Label values of a group, as exported.
struct GroupLabels {
  std::string netns{};
  std::string unit{};
  std::string process{};
  std::string role{};  // "server", "client", or "" for the group `other`
  std::string port{};  // a number, "dynamic", or "" for the group `other`

  friend bool operator==(const GroupLabels&, const GroupLabels&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const GroupLabels& g) {
    return H::combine(std::move(state), g.netns, g.unit, g.process, g.role, g.port);
  }
};

// Why a socket is still in CLOSE_WAIT, as far as the kernel shows it.
enum class CloseWaitCause : std::uint8_t {
  kUnaccepted,  // inode 0: still in an accept queue, nobody has called accept(2)
  kUnread,      // Recv-Q > 0: nobody has read up to the peer's FIN, which counts as one byte
  kHeld,        // read to the end, and never closed
};
inline constexpr std::size_t kCloseWaitCauseCount = 3;
std::string_view CloseWaitCauseName(CloseWaitCause cause);

// An age from which CLOSE_WAIT sockets are counted.
struct CloseWaitAgeLimit {
  std::chrono::seconds age{};
  std::string label;    // "5m"
  bool always = false;  // exported as long as the group lives; else as the rest of CloseWaitRow
};

struct RemoteCount {
  std::string remote;  // address, of client sockets with the port; "other" for the rest
  std::uint32_t sockets = 0;
};

// What is known of a group's CLOSE_WAIT sockets. `causes` and `remotes` each sum up to their
// number.
struct CloseWaitRow {
  bool shown = false;                  // but for the verdict and the ages marked `always`
  std::vector<std::uint32_t> older{};  // by Snapshot::close_wait_ages; empty stands for zeros
  std::array<std::uint32_t, kCloseWaitCauseCount> causes{};
  std::vector<RemoteCount> remotes{};
  std::optional<WallTime> oldest{};  // since when the oldest is in CLOSE_WAIT; absent without any
  bool leaking = false;
  WallTime leak_start{};  // meaningful while `leaking`
};

// Bytes that wait in the queues of a group's sockets, LISTEN excluded, as `ss` shows them.
struct QueueRow {
  bool shown = false;
  std::uint64_t receive = 0;
  std::uint64_t send = 0;
};

// A group's fullest listener.
struct AcceptQueueRow {
  bool shown = false;
  std::uint32_t length = 0;  // connections that wait for accept(2)
  std::uint32_t limit = 0;   // the backlog: min(listen(2)'s, somaxconn)
  std::uint32_t peak = 0;    // highest length of the last 60 s
  bool peak_shown = false;
};

struct GroupRow {
  GroupLabels labels;
  StateCounts sockets{};                                     // of the last complete dump
  StateSet shown{};                                          // states of `sockets` to export
  std::array<std::uint32_t, kTrackedStates.size()> peaks{};  // highest tick of the last 60 s
  StateSet peaks_shown{};
  std::array<std::uint64_t, kTrackedStates.size()> entries{};  // since the group was made
  std::array<std::uint64_t, kTrackedStates.size()> exits{};
  StateSet counters_shown{};  // tracked states of `entries` and `exits` to export
  CloseWaitRow close_wait{};
  QueueRow queues{};
  AcceptQueueRow accept_queue{};
  bool idle = false;  // of idle namespaces: listeners alone, nothing else is told of it
};

// How long sockets stayed in CLOSE_WAIT, counted when they left it.
struct CloseWaitDurations {
  static constexpr std::array<double, 5> kBounds = {1, 10, 60, 300, 3600};  // seconds

  std::array<std::uint64_t, kBounds.size() + 1> buckets{};  // not cumulative; the last is the rest
  double sum = 0;                                           // seconds
};

// Descriptors of the process that is nearest its limit.
struct FdRow {
  std::uint64_t open = 0;
  std::optional<std::uint64_t> limit;  // soft RLIMIT_NOFILE; nothing if there is none
  std::uint32_t close_wait = 0;        // of the open ones, sockets in CLOSE_WAIT
};

// A program {unit, process}, over all its groups and namespaces.
struct ProgramRow {
  std::string unit;
  std::string process;
  std::uint32_t processes = 0;  // that hold sockets
  std::optional<FdRow> fds{};
  std::optional<CloseWaitDurations> durations{};  // from its first CLOSE_WAIT socket on
};

// Local ports in use by client sockets of a source address, towards one destination or, as "all",
// over all of them: ports then, not sockets.
struct PortUseRow {
  std::string source;
  std::string destination;
  std::uint32_t held = 0;
  std::uint32_t time_wait = 0;
};

// Why a socket has no process name.
enum class UnattributedReason : std::uint8_t {
  kPending,     // being looked up
  kNoProcess,   // no process holds it
  kPermission,  // not found, and some processes may not be looked into
  kAmbiguous,   // several programs listen there or connect there: any guess might be wrong
  kUnseen,      // closed before it was seen open: TIME_WAIT and orphans met dead
  kNoListener,  // in an accept queue or SYN_RECV, and its listener has no name
  kLimit,       // beyond limits.sockets
  kOff,         // attribution has been given up
};
inline constexpr std::size_t kUnattributedReasonCount = 8;
std::string_view UnattributedReasonName(UnattributedReason reason);

// Ours minus the kernel's, per total: what a dump, which is no snapshot, may be off by.
struct KernelDifference {
  std::int64_t curr_estab = 0;
  std::int64_t inuse = 0;
  std::int64_t time_wait = 0;
};

struct NetnsRow {
  std::string netns;
  bool brief = false;  // of sockets and dumps, what is zero is left out
  std::array<StateCounts, kFamilyCount> sockets{};  // of the last complete dump
  std::optional<WallTime> last_complete;
  std::array<std::uint64_t, kDumpResultCount> dumps{};  // by result
  std::optional<KernelDifference> difference;           // at the last complete dump
  std::uint32_t orphans = 0;  // closed by their process, not yet by the peer
  std::vector<PortUseRow> ports;
  std::optional<std::uint32_t> port_limit;  // ports that may be given out
  std::optional<KernelEventCounts> events;
  OtherSockets others;
  std::vector<SysctlValue> sysctls;
  std::optional<std::uint32_t> time_wait_limit;  // tcp_max_tw_buckets
};

struct Snapshot {
  // The host's; then that of each namespace that has a socket which is no listener, or no complete
  // dump and one that failed; then "idle", the sum over those that have listeners alone or nothing.
  std::vector<NetnsRow> netns;
  std::uint32_t netns_sampled = 0;  // all namespaces: whose last dump was complete, ...
  std::uint32_t netns_failed = 0;   // ... or failed, or is still to come
  std::vector<GroupRow> groups;  // sums exact: with `other` and unattributed, per netns and state
  std::vector<ProgramRow> programs;
  std::vector<CloseWaitAgeLimit> close_wait_ages;                      // ascending
  std::array<std::uint32_t, kUnattributedReasonCount> unattributed{};  // sockets, all namespaces
  std::uint32_t pending = 0;      // sockets waiting for an answer
  std::uint32_t provisional = 0;  // sockets named by their listener or destination alone
  std::uint32_t folded_groups = 0;
  std::uint32_t groups_limit = 0;
  std::uint32_t series_limit = 0;
  MonoTime host_last_complete;  // meaningful once netns.front().last_complete is set
};

// The slot the aggregator publishes into. The mutex is held for the copy of a pointer and no
// longer, so neither side ever waits for the other's work. (libstdc++ 12's atomic<shared_ptr> would
// do, but fails ThreadSanitizer.) Thread-safe.
class SnapshotSlot {
 public:
  // Never null: an empty Snapshot before the first one.
  [[nodiscard]] std::shared_ptr<const Snapshot> Get() const {
    const std::scoped_lock lock(mutex_);
    return snapshot_;
  }
  void Put(std::shared_ptr<const Snapshot> snapshot) {
    const std::scoped_lock lock(mutex_);
    snapshot_.swap(snapshot);  // the old one is freed after the lock
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_ = std::make_shared<const Snapshot>();
};

}  // namespace sockwatch
