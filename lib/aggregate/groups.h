// The groups {netns, unit, process, role, port}: gauges of the last complete dump, counters that
// only grow, and the limits that keep them few. Used by one thread.
//
// A group beyond the limit is folded: its sockets and counters stand in the group `other` of its
// namespace, so sums stay exact. It stays folded, with its counters moved once and for all, until
// room is free: then it comes back with counters at zero, and `other` never falls.
//
//   groups.cc      who is in a group, what is counted and booked, tick by tick
//   group_rows.cc  what is exported of it, and who is folded for want of room
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "aggregate/close_wait_detail.h"
#include "aggregate/connection.h"
#include "aggregate/group_queues.h"
#include "aggregate/peak_window.h"
#include "aggregate/process_name.h"
#include "aggregate/programs.h"
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

// As they are exported, but for the namespace's, which is for others to know.
GroupLabels LabelsOf(const GroupKey& key);

// Names that no program has: naming gives a program so called a trailing "_".
inline constexpr std::string_view kUnattributedProcess = "unattributed";
inline constexpr std::string_view kOtherProcess = "other";

struct GroupLimits {
  std::uint32_t groups = 200;
  std::uint32_t series = 4000;
  std::uint32_t remotes = 10;  // a group; 0: none is told
  std::chrono::seconds retention{std::chrono::hours(24)};
};

// When a namespace's last complete dump was, on both clocks.
struct TickTime {
  MonoTime at;
  WallTime wall;
};

class Groups {
 public:
  // How long a gauge that is not always there is still exported, as zero, and scopes' retention.
  static constexpr std::chrono::minutes kZeroFor{10};
  static constexpr std::chrono::hours kScopeRetention{1};

  // `peers` outlives the groups.
  Groups(const GroupLimits& limits, const Peers& peers) : limits_(limits), peers_(peers) {}

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

  // Queues, row by row from a dump's beginning on.
  void BeginQueues(NetnsId netns);
  [[nodiscard]] GroupQueues& Queues(GroupId id) { return groups_[id].queues; }

  // Counters; `tracked` as in TrackedIndex().
  void BookEntry(GroupId id, std::size_t tracked);
  void BookExit(GroupId id, std::size_t tracked);
  void BookDuration(GroupId id, std::chrono::duration<double> in_close_wait);

  // Looks at the namespace's CLOSE_WAIT sockets again: at every complete dump, and whenever one of
  // them has come into another group.
  void BeginSurvey(NetnsId netns);
  [[nodiscard]] CloseWaitDetail& CloseWait(GroupId id, MonoTime tick);

  // After the last Count() of a complete dump and its survey: peaks, verdicts and last-seen times.
  void CloseTick(NetnsId netns, MonoTime now);

  // The programs of the groups, for their processes.
  [[nodiscard]] Programs& OfPrograms() { return programs_; }
  [[nodiscard]] ProgramId ProgramOf(GroupId id) const { return groups_[id].program; }

  // Drops what is past its retention, folds until limits.groups and limits.series hold, and adds
  // the rows to export, in no particular order, to `snapshot`, whose namespaces and ages are there
  // already. `ticks` by NetnsId.
  void Publish(MonoTime now, const std::vector<TickTime>& ticks, Snapshot& snapshot);

 private:
  struct Group {
    GroupKey key;
    ProgramId program = 0;
    bool used = false;
    bool folded = false;
    std::uint32_t refs = 0;
    StateCounts now{};
    std::array<PeakWindow, kTrackedStates.size()> peaks{};
    std::array<std::uint64_t, kTrackedStates.size()> entries{};
    std::array<std::uint64_t, kTrackedStates.size()> exits{};
    std::array<MonoTime, kTcpStateCount> last_nonzero{};
    MonoTime last_live{};  // last tick with a socket; when it was made, before that
    GroupQueues queues{};
    std::unique_ptr<CloseWaitDetail> close_wait{};  // null: no such socket for a while

    [[nodiscard]] std::uint32_t Sockets() const;
    [[nodiscard]] bool Live() const { return Sockets() > 0; }
    [[nodiscard]] bool Special() const { return key.process == kOtherProcess; }
    [[nodiscard]] bool Recently(TcpState state, MonoTime tick, std::chrono::seconds within) const;
  };
  struct Exported {
    GroupId id = kNoId;
    GroupRow row;
  };
  class Budget;

  GroupId Make(const GroupKey& key, MonoTime now);
  GroupId OtherOf(NetnsId netns, MonoTime now);
  Group& BookedIn(GroupId id);
  [[nodiscard]] std::uint32_t KeptAtMost() const;
  [[nodiscard]] bool Expired(const Group& group, MonoTime now) const;
  void CloseGroup(Group& group, MonoTime now);
  void EraseExpired(MonoTime now);
  void Erase(GroupId id);
  void Fold(GroupId id, MonoTime now);

  template <typename Visit>
  void ForEachFolded(NetnsId netns, Visit visit) const {
    for (const Group& group : groups_) {
      if (group.folded && group.key.netns == netns) visit(group);
    }
  }
  [[nodiscard]] std::vector<GroupId> Best(bool folded) const;
  [[nodiscard]] bool Worse(GroupId a, GroupId b) const;
  [[nodiscard]] StateCounts Effective(const Group& group) const;
  [[nodiscard]] GroupRow Row(const Group& group, MonoTime now, const TickTime& tick) const;
  [[nodiscard]] Exported Export(GroupId id, MonoTime now, const std::vector<TickTime>& ticks) const;
  void AddPrograms(const std::vector<Exported>& exported, Snapshot& snapshot) const;
  void AddStates(const Group& group, MonoTime now, GroupRow& row) const;
  void AddQueues(const Group& group, MonoTime now, GroupRow& row) const;
  void AddCloseWait(const Group& group, const TickTime& tick, GroupRow& row) const;

  GroupLimits limits_;
  const Peers& peers_;
  Programs programs_;
  std::vector<Group> groups_;
  std::vector<GroupId> free_;
  absl::flat_hash_map<GroupKey, GroupId> ids_;
  absl::flat_hash_map<NetnsId, GroupId> others_;
};

}  // namespace sockwatch
