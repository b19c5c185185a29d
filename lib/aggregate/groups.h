// The groups {netns, unit, process, role, port}: gauges of the last complete dump, counters that
// only grow, and the limits that keep them few. Used by one thread.
//
// A group beyond the limit is folded: its sockets and counters stand in the group `other` of its
// namespace, so sums stay exact. It stays folded, with its counters moved once and for all, until
// room is free: then it comes back with counters at zero, and `other` never falls.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "aggregate/connection.h"
#include "aggregate/peak_window.h"
#include "aggregate/process_name.h"
#include "aggregate/snapshot.h"
#include "base/clock.h"

namespace sockwatch {

enum class Role : std::uint8_t { kNone, kServer, kClient };

struct GroupKey {
  NetnsId netns = kHostNetns;
  Role role = Role::kNone;
  std::int32_t port = kNoPort;
  std::string unit{};
  std::string process{};

  static constexpr std::int32_t kNoPort = -2;
  static constexpr std::int32_t kDynamicPort = -1;

  friend bool operator==(const GroupKey&, const GroupKey&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const GroupKey& k) {
    return H::combine(std::move(state), k.netns, k.role, k.port, k.unit, k.process);
  }
};

// Names that no program has: naming gives a program so called a trailing "_".
inline constexpr std::string_view kUnattributedProcess = "unattributed";
inline constexpr std::string_view kOtherProcess = "other";

struct GroupLimits {
  std::uint32_t groups = 200;
  std::uint32_t series = 4000;
  std::chrono::seconds retention{std::chrono::hours(24)};
};

class Groups {
 public:
  // How long a gauge that is not always there is still exported, as zero, and scopes' retention.
  static constexpr std::chrono::minutes kZeroFor{10};
  static constexpr std::chrono::hours kScopeRetention{1};

  explicit Groups(const GroupLimits& limits) : limits_(limits) {}

  void SetLimits(const GroupLimits& limits) { limits_ = limits; }

  // The group of `key`, made if need be; `other` when even folded groups are too many to keep.
  GroupId Intern(const GroupKey& key, MonoTime now);

  // A connection was put into, or taken out of, the group: it lives as long as one refers to it.
  void AddRef(GroupId id) { ++groups_[id].refs; }
  void DropRef(GroupId id) { --groups_[id].refs; }

  [[nodiscard]] const GroupKey& Key(GroupId id) const { return groups_[id].key; }

  // Gauges.
  void ClearGauges(NetnsId netns);
  void Count(GroupId id, TcpState state, std::uint32_t sockets = 1) {
    groups_[id].now[Index(state)] += sockets;
  }
  void Uncount(GroupId id, TcpState state) { --groups_[id].now[Index(state)]; }

  // Counters; `tracked` as in TrackedIndex().
  void BookEntry(GroupId id, std::size_t tracked);
  void BookExit(GroupId id, std::size_t tracked);

  // After the last Count() of a complete dump: peaks and last-seen times of `netns`.
  void CloseTick(NetnsId netns, MonoTime now);

  // Drops what is past its retention, then folds until limits.groups and limits.series hold.
  // `other_series`: series of the page that are not of groups. Call before Rows().
  void Enforce(MonoTime now, std::uint32_t other_series);

  // The rows to export, in no particular order.
  [[nodiscard]] std::vector<GroupRow> Rows(MonoTime now,
                                           const std::vector<std::string>& netns_labels) const;
  [[nodiscard]] std::uint32_t FoldedGroups() const;

 private:
  struct Group {
    GroupKey key;
    bool used = false;
    bool folded = false;
    std::uint32_t refs = 0;
    StateCounts now{};
    std::array<PeakWindow, kTrackedStates.size()> peaks{};
    std::array<std::uint64_t, kTrackedStates.size()> entries{};
    std::array<std::uint64_t, kTrackedStates.size()> exits{};
    std::array<MonoTime, kTcpStateCount> last_nonzero{};
    MonoTime last_live{};  // last tick with a socket; when it was made, before that

    [[nodiscard]] std::uint32_t Sockets() const;
    [[nodiscard]] bool Live() const { return Sockets() > 0; }
    [[nodiscard]] bool Special() const { return key.process == kOtherProcess; }
  };

  GroupId Make(const GroupKey& key, MonoTime now);
  GroupId OtherOf(NetnsId netns, MonoTime now);
  Group& BookedIn(GroupId id);
  [[nodiscard]] std::uint32_t KeptAtMost() const;
  [[nodiscard]] bool Expired(const Group& group, MonoTime now) const;
  void EraseExpired(MonoTime now);
  void Erase(GroupId id);
  void Fold(GroupId id, MonoTime now);
  void UnfoldWhileRoom(MonoTime now, std::size_t exported, std::uint32_t series);
  [[nodiscard]] std::vector<GroupId> Exported() const;
  [[nodiscard]] bool Worse(GroupId a, GroupId b) const;
  [[nodiscard]] StateCounts Effective(const Group& group) const;
  [[nodiscard]] StateSet Shown(const Group& group, const StateCounts& counts, MonoTime now) const;
  [[nodiscard]] std::uint32_t SeriesOf(const Group& group, MonoTime now) const;
  [[nodiscard]] std::uint32_t PeakSeriesOf(const Group& group, MonoTime now) const;
  [[nodiscard]] GroupRow Row(const Group& group, MonoTime now) const;

  GroupLimits limits_;
  std::vector<Group> groups_;
  std::vector<GroupId> free_;
  absl::flat_hash_map<GroupKey, GroupId> ids_;
  absl::flat_hash_map<NetnsId, GroupId> others_;
  bool peaks_dropped_ = false;
};

}  // namespace sockwatch
