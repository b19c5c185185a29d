// Groups: what is exported of them, and who is folded for want of room.
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "aggregate/groups.h"
#include "aggregate/series_count.h"

namespace sockwatch {
namespace {

std::string RoleLabel(Role role) {
  switch (role) {
    case Role::kServer:
      return "server";
    case Role::kClient:
      return "client";
    case Role::kNone:
      break;
  }
  return "";
}

std::string PortLabel(std::int32_t port) {
  if (port == GroupKey::kNoPort) return "";
  return port == GroupKey::kDynamicPort ? "dynamic" : std::to_string(port);
}

bool AlwaysShown(TcpState state) {
  return state == TcpState::kEstablished || state == TcpState::kCloseWait ||
         state == TcpState::kTimeWait;
}

}  // namespace

GroupLabels LabelsOf(const GroupKey& key) {
  return {.unit = key.unit,
          .process = key.process,
          .role = RoleLabel(key.role),
          .port = PortLabel(key.port)};
}

// What the exported groups come to: a program's series count once, whatever the number of its
// groups.
class Groups::Budget {
 public:
  Budget(const Groups& groups, const Snapshot& snapshot)
      : groups_(groups),
        ages_(snapshot.close_wait_ages),
        series_(SeriesBesidesGroups(snapshot) + kSeriesOfOther) {}

  void Add(const Exported& exported) {
    series_ += CoreSeries(exported.row, ages_);
    const ProgramId program = groups_.ProgramOf(exported.id);
    if (++programs_[program] == 1) series_ += CoreSeries(groups_.programs_.Row(program));
    ++size_;
  }

  void Remove(const Exported& exported) {
    series_ -= CoreSeries(exported.row, ages_);
    const ProgramId program = groups_.ProgramOf(exported.id);
    if (--programs_[program] == 0) series_ -= CoreSeries(groups_.programs_.Row(program));
    --size_;
  }

  [[nodiscard]] bool Exceeded() const {
    return size_ > groups_.limits_.groups || series_ > groups_.limits_.series;
  }

 private:
  // Its room is kept free, should folding be what makes it.
  static constexpr std::uint32_t kSeriesOfOther = 40;

  const Groups& groups_;
  const CloseWaitDetail::Ages& ages_;
  std::uint32_t series_;
  std::uint32_t size_ = 0;
  absl::flat_hash_map<ProgramId, std::uint32_t> programs_;  // groups of each
};

void Groups::Publish(MonoTime now, const std::vector<TickTime>& ticks, Snapshot& snapshot) {
  EraseExpired(now);
  programs_.Settle();
  Budget budget(*this, snapshot);
  std::vector<Exported> kept;
  for (const GroupId id : Best(false)) {
    kept.push_back(Export(id, now, ticks));
    budget.Add(kept.back());
  }
  for (; !kept.empty() && budget.Exceeded(); kept.pop_back()) {
    budget.Remove(kept.back());
    Fold(kept.back().id, now);
  }
  // Folded groups come back, the best first, where nothing has to go for them.
  for (const GroupId id : Best(true)) {
    kept.push_back(Export(id, now, ticks));
    budget.Add(kept.back());
    if (budget.Exceeded()) {
      kept.pop_back();
      break;
    }
    groups_[id].folded = false;
  }
  for (const auto& [netns, id] : others_) kept.push_back(Export(id, now, ticks));
  AddPrograms(kept, snapshot);
  for (Exported& exported : kept) {
    exported.row.labels.netns = snapshot.netns.at(groups_[exported.id].key.netns).netns;
    snapshot.groups.push_back(std::move(exported.row));
  }
  snapshot.folded_groups = static_cast<std::uint32_t>(
      std::count_if(groups_.begin(), groups_.end(), [](const Group& g) { return g.folded; }));
}

void Groups::AddPrograms(const std::vector<Exported>& exported, Snapshot& snapshot) const {
  absl::flat_hash_set<ProgramId> seen;
  for (const Exported& group : exported) {
    const ProgramId program = ProgramOf(group.id);
    if (seen.insert(program).second) snapshot.programs.push_back(programs_.Row(program));
  }
}

// Whether `a` is folded before `b`: first those at zero, the longest so first; then those without
// CLOSE_WAIT, the smallest first; leaking ones last.
bool Groups::Worse(GroupId a, GroupId b) const {
  const auto rank = [this](GroupId id) {
    const Group& group = groups_[id];
    return std::tuple(group.Live(), group.close_wait && group.close_wait->Leaking(),
                      group.now[Index(TcpState::kCloseWait)] > 0, group.Sockets(), group.last_live);
  };
  return rank(a) < rank(b);
}

// Those that are folded, or are not, without `other`; the best first.
std::vector<GroupId> Groups::Best(bool folded) const {
  std::vector<GroupId> ids;
  for (GroupId id = 0; id < groups_.size(); ++id) {
    const Group& group = groups_[id];
    const bool candidate = !folded || group.Live();
    if (group.used && group.folded == folded && !group.Special() && candidate) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end(), [this](GroupId a, GroupId b) { return Worse(b, a); });
  return ids;
}

Groups::Exported Groups::Export(GroupId id, MonoTime now,
                                const std::vector<TickTime>& ticks) const {
  const Group& group = groups_[id];
  return {id, Row(group, now, ticks.at(group.key.netns))};
}

GroupRow Groups::Row(const Group& group, MonoTime now, const TickTime& tick) const {
  GroupRow row{.labels = LabelsOf(group.key),
               .sockets = Effective(group),
               .entries = group.entries,
               .exits = group.exits};
  AddStates(group, now, row);
  AddQueues(group, now, row);
  AddCloseWait(group, tick, row);
  return row;
}

void Groups::AddStates(const Group& group, MonoTime now, GroupRow& row) const {
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    const TcpState state = StateAt(i);
    const bool shown =
        AlwaysShown(state) || row.sockets[i] > 0 || group.Recently(state, now, kZeroFor);
    if (shown) row.shown.Add(state);
  }
  for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
    const TcpState state = kTrackedStates[i];
    // Sockets that got their name since the tick stand in the gauge already.
    row.peaks[i] = std::max(group.peaks[i].Max(), row.sockets[Index(state)]);
    const bool recent = group.Recently(state, now, PeakWindow::kLength + kZeroFor);
    if (row.peaks[i] > 0 || recent) row.peaks_shown.Add(state);
    // Clients come by SYN_RECV only where both ends connect at once (RFC 9293, 3.5).
    const bool usual = state != TcpState::kSynRecv || group.key.role != Role::kClient;
    if (usual || row.entries[i] + row.exits[i] > 0) row.counters_shown.Add(state);
  }
}

void Groups::AddQueues(const Group& group, MonoTime now, GroupRow& row) const {
  GroupQueues queues = group.queues;
  if (group.Special()) {
    ForEachFolded(group.key.netns, [&](const Group& folded) { queues.Merge(folded.queues); });
  }
  row.queues = queues.Bytes(now, kZeroFor);
  row.accept_queue = queues.Accept(now, kZeroFor);
}

void Groups::AddCloseWait(const Group& group, const TickTime& tick, GroupRow& row) const {
  if (!group.Special()) {
    if (group.close_wait)
      row.close_wait = group.close_wait->Row(peers_, limits_.remotes, tick.at, tick.wall);
    return;
  }
  CloseWaitDetail merged;
  bool any = false;
  const auto merge = [&](const Group& part) {
    if (part.close_wait) merged.Merge(*part.close_wait);
    any = any || part.close_wait != nullptr;
  };
  merge(group);
  ForEachFolded(group.key.netns, merge);
  if (any) row.close_wait = merged.Row(peers_, limits_.remotes, tick.at, tick.wall);
}

}  // namespace sockwatch
