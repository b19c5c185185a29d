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
        series_(SeriesBesidesGroups(snapshot) + kSeriesOfOther +
                kSeriesOfNextOther * (std::max(1U, groups.Others()) - 1)) {}

  void Add(const Exported& exported) {
    series_ += CoreSeries(exported.row, ages_);
    const ProgramId program = groups_.ProgramOf(exported.id);
    if (++programs_[program] == 1) series_ += CoreSeries(groups_.programs_.Row(program));
    ++SizeOf(exported);
  }

  void Remove(const Exported& exported) {
    series_ -= CoreSeries(exported.row, ages_);
    const ProgramId program = groups_.ProgramOf(exported.id);
    if (--programs_[program] == 0) series_ -= CoreSeries(groups_.programs_.Row(program));
    --SizeOf(exported);
  }

  // Another namespace has got its `other`.
  void AddOther() { series_ += kSeriesOfNextOther; }

  // What namespaces cost has changed.
  void Replace(std::uint32_t besides, std::uint32_t by) { series_ += by - besides; }

  [[nodiscard]] bool ShortOfSeries() const { return series_ > groups_.limits_.series; }

  [[nodiscard]] bool Exceeded() const {
    return std::max(size_, idle_) > groups_.limits_.groups || ShortOfSeries();
  }

 private:
  // Its room is kept free, should folding be what makes it.
  static constexpr std::uint32_t kSeriesOfOther = 40;
  static constexpr std::uint32_t kSeriesOfNextOther = 20;  // of many, most have little to show

  std::uint32_t& SizeOf(const Exported& exported) {
    return groups_.groups_[exported.id].Idle() ? idle_ : size_;
  }

  const Groups& groups_;
  const CloseWaitDetail::Ages& ages_;
  std::uint32_t series_;
  std::uint32_t size_ = 0;
  std::uint32_t idle_ = 0;
  absl::flat_hash_map<ProgramId, std::uint32_t> programs_;  // groups of each
};

// Living namespaces that have a group `other`, beside "idle".
std::uint32_t Groups::Others() const {
  std::uint32_t others = 0;
  for (NetnsLabel label = 0; label < labels_.End(); ++label) {
    const NetnsLabels::Label& one = labels_.At(label);
    if (label != kIdleLabel && one.living && one.other != kNoId) ++others;
  }
  return others;
}

void Groups::Publish(MonoTime now, Snapshot& snapshot) {
  EraseExpired(now);
  programs_.Settle();
  Budget budget(*this, snapshot);
  std::vector<Exported> shown;
  ShowApart(now, budget, snapshot, shown);
  ShowIdle(now, budget, shown);
  ShowOthers(now, shown);
  AddPrograms(shown, snapshot);
  for (Exported& exported : shown) {
    exported.row.labels.netns = labels_.At(groups_[exported.id].key.label).name;
    snapshot.groups.push_back(std::move(exported.row));
  }
  snapshot.folded_groups = static_cast<std::uint32_t>(
      std::count_if(groups_.begin(), groups_.end(), [](const Group& g) { return g.folded; }));
}

void Groups::ShowApart(MonoTime now, Budget& budget, Snapshot& snapshot,
                       std::vector<Exported>& shown) {
  for (const GroupId id : Best([](const Group& g) { return !g.Idle() && !g.folded; })) {
    shown.push_back(Export(id, now));
    budget.Add(shown.back());
  }
  if (budget.ShortOfSeries()) {
    const std::uint32_t besides = SeriesBesidesGroups(snapshot);
    MakeBrief(snapshot);
    budget.Replace(besides, SeriesBesidesGroups(snapshot));
  }
  for (; !shown.empty() && budget.Exceeded(); shown.pop_back()) {
    budget.Remove(shown.back());
    const std::uint32_t others = Others();
    Fold(shown.back().id, now);
    if (Others() > std::max(1U, others)) budget.AddOther();
  }
  // Folded groups come back, the best first, where nothing has to go for them.
  for (const GroupId id : Best([](const Group& g) { return !g.Idle() && g.folded && g.Live(); })) {
    if (!ShowIfRoom(id, now, budget, shown)) break;
    groups_[id].folded = false;
  }
}

// They have no counters: being folded and coming back leaves nothing behind.
void Groups::ShowIdle(MonoTime now, Budget& budget, std::vector<Exported>& shown) {
  bool room = true;
  for (const GroupId id : Best([](const Group& g) { return g.Idle(); })) {
    room = room && ShowIfRoom(id, now, budget, shown);
    groups_[id].folded = false;
    if (!room) Fold(id, now);
  }
}

bool Groups::ShowIfRoom(GroupId id, MonoTime now, Budget& budget, std::vector<Exported>& shown) {
  shown.push_back(Export(id, now));
  budget.Add(shown.back());
  if (!budget.Exceeded()) return true;
  budget.Remove(shown.back());
  shown.pop_back();
  return false;
}

void Groups::ShowOthers(MonoTime now, std::vector<Exported>& shown) const {
  for (NetnsLabel label = 0; label < labels_.End(); ++label) {
    const GroupId other = labels_.At(label).other;
    if (labels_.At(label).living && other != kNoId) shown.push_back(Export(other, now));
  }
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

// Those that are wanted, without any `other` that may still get something; the best first.
template <typename Wanted>
std::vector<GroupId> Groups::Best(Wanted wanted) const {
  std::vector<GroupId> ids;
  for (GroupId id = 0; id < groups_.size(); ++id) {
    const Group& group = groups_[id];
    if (group.used && (!group.Special() || Vanished(group)) && wanted(group)) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end(), [this](GroupId a, GroupId b) { return Worse(b, a); });
  return ids;
}

Groups::Exported Groups::Export(GroupId id, MonoTime now) const {
  return {id, Row(groups_[id], now)};
}

GroupRow Groups::Row(const Group& group, MonoTime now) const {
  GroupRow row{.labels = LabelsOf(group.key),
               .sockets = Effective(group),
               .entries = group.entries,
               .exits = group.exits,
               .idle = group.Idle()};
  AddStates(group, now, row);
  if (group.Idle()) return row;
  AddTracked(group, now, row);
  AddQueues(group, now, row);
  AddCloseWait(group, row);
  return row;
}

void Groups::AddStates(const Group& group, MonoTime now, GroupRow& row) const {
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    const TcpState state = StateAt(i);
    const bool shown =
        AlwaysShown(state) || row.sockets[i] > 0 || group.Recently(state, now, kZeroFor);
    const bool of_listeners = state == TcpState::kListen;
    if (group.Idle() ? of_listeners : shown) row.shown.Add(state);
  }
}

void Groups::AddTracked(const Group& group, MonoTime now, GroupRow& row) const {
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
    ForEachFolded(group.key.label, [&](const Group& folded) { queues.Merge(folded.queues); });
  }
  row.queues = queues.Bytes(now, kZeroFor);
  row.accept_queue = queues.Accept(now, kZeroFor);
}

void Groups::AddCloseWait(const Group& group, GroupRow& row) const {
  const TickTime& tick = labels_.At(group.key.label).tick;
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
  ForEachFolded(group.key.label, merge);
  if (any) row.close_wait = merged.Row(peers_, limits_.remotes, tick.at, tick.wall);
}

}  // namespace sockwatch
