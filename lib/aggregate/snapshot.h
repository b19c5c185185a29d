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

struct GroupRow {
  GroupLabels labels;
  StateCounts sockets{};                                     // of the last complete dump
  StateSet shown{};                                          // states of `sockets` to export
  std::array<std::uint32_t, kTrackedStates.size()> peaks{};  // highest tick of the last 60 s
  StateSet peaks_shown{};
  std::array<std::uint64_t, kTrackedStates.size()> entries{};  // since the group was made
  std::array<std::uint64_t, kTrackedStates.size()> exits{};
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
  std::array<StateCounts, kFamilyCount> sockets{};  // of the last complete dump
  std::optional<WallTime> last_complete;
  std::array<std::uint64_t, kDumpResultCount> dumps{};  // by result
  std::optional<KernelDifference> difference;           // at the last complete dump
};

struct Snapshot {
  std::vector<NetnsRow> netns;
  std::vector<GroupRow> groups;  // sums exact: with `other` and unattributed, per netns and state
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
