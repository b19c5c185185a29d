#include "aggregate/groups.h"

#include <algorithm>
#include <numeric>

namespace sockwatch {
namespace {

constexpr std::size_t kSpareGroups = 1000;
constexpr std::size_t kCounterSeries = 2 * kTrackedStates.size();

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

template <typename Counts>
auto Sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), typename Counts::value_type{0});
}

template <typename Counts>
void AddTo(Counts& to, const Counts& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

std::uint32_t Size(const StateSet& set) {
  std::uint32_t size = 0;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) size += set.Has(StateAt(i)) ? 1U : 0U;
  return size;
}

}  // namespace

std::uint32_t Groups::Group::Sockets() const { return Sum(now); }

GroupId Groups::Intern(const GroupKey& key, MonoTime now) {
  const auto found = ids_.find(key);
  if (found != ids_.end()) return found->second;
  return ids_.size() >= KeptAtMost() ? OtherOf(key.netns, now) : Make(key, now);
}

std::uint32_t Groups::KeptAtMost() const {
  return 4 * limits_.groups + static_cast<std::uint32_t>(kSpareGroups);
}

GroupId Groups::Make(const GroupKey& key, MonoTime now) {
  auto id = static_cast<GroupId>(groups_.size());
  if (free_.empty()) {
    groups_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  groups_[id] = Group{.key = key, .used = true, .last_live = now};
  ids_.emplace(key, id);
  return id;
}

GroupId Groups::OtherOf(NetnsId netns, MonoTime now) {
  const auto found = others_.find(netns);
  if (found != others_.end()) return found->second;
  const GroupId id = Make({.netns = netns, .process = std::string(kOtherProcess)}, now);
  others_.emplace(netns, id);
  return id;
}

void Groups::ClearGauges(NetnsId netns) {
  for (Group& group : groups_) {
    if (group.key.netns == netns) group.now = {};
  }
}

Groups::Group& Groups::BookedIn(GroupId id) {
  Group& group = groups_[id];
  return group.folded ? groups_[others_.at(group.key.netns)] : group;
}

void Groups::BookEntry(GroupId id, std::size_t tracked) { ++BookedIn(id).entries.at(tracked); }
void Groups::BookExit(GroupId id, std::size_t tracked) { ++BookedIn(id).exits.at(tracked); }

StateCounts Groups::Effective(const Group& group) const {
  StateCounts counts = group.now;
  if (!group.Special()) return counts;
  for (const Group& folded : groups_) {
    if (folded.folded && folded.key.netns == group.key.netns) AddTo(counts, folded.now);
  }
  return counts;
}

void Groups::CloseTick(NetnsId netns, MonoTime now) {
  for (Group& group : groups_) {
    if (!group.used || group.key.netns != netns) continue;
    const StateCounts counts = Effective(group);
    for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
      group.peaks[i].Add(now, counts[Index(kTrackedStates[i])]);
    }
    for (std::size_t i = 0; i < kTcpStateCount; ++i) {
      if (counts[i] > 0) group.last_nonzero[i] = group.last_live = now;
    }
  }
}

bool Groups::Expired(const Group& group, MonoTime now) const {
  // An unattributed group that nothing was booked to was only waiting for names.
  if (group.key.process == kUnattributedProcess && Sum(group.entries) + Sum(group.exits) == 0) {
    return true;
  }
  const bool scope = group.key.unit.ends_with(".scope");
  const std::chrono::seconds kept =
      scope ? std::min<std::chrono::seconds>(limits_.retention, kScopeRetention)
            : limits_.retention;
  return now - group.last_live >= kept;
}

void Groups::EraseExpired(MonoTime now) {
  for (GroupId id = 0; id < groups_.size(); ++id) {
    const Group& group = groups_[id];
    if (!group.used || group.Special() || group.refs > 0 || group.Live()) continue;
    if (group.folded || Expired(group, now)) Erase(id);
  }
}

void Groups::Erase(GroupId id) {
  ids_.erase(groups_[id].key);
  groups_[id] = Group{};
  free_.push_back(id);
}

void Groups::Fold(GroupId id, MonoTime now) {
  Group& other = groups_[OtherOf(groups_[id].key.netns, now)];
  Group& group = groups_[id];
  AddTo(other.entries, group.entries);
  AddTo(other.exits, group.exits);
  group.entries = {};
  group.exits = {};
  group.folded = true;
}

// Whether `a` is folded before `b`: first those at zero, the longest so first; then those without
// CLOSE_WAIT, the smallest first.
bool Groups::Worse(GroupId a, GroupId b) const {
  const Group& x = groups_[a];
  const Group& y = groups_[b];
  if (x.Live() != y.Live()) return y.Live();
  if (!x.Live()) return x.last_live < y.last_live;
  const bool x_close_wait = x.now[Index(TcpState::kCloseWait)] > 0;
  const bool y_close_wait = y.now[Index(TcpState::kCloseWait)] > 0;
  if (x_close_wait != y_close_wait) return y_close_wait;
  return x.Sockets() < y.Sockets();
}

std::uint32_t Groups::SeriesOf(const Group& group, MonoTime now) const {
  return Size(Shown(group, Effective(group), now)) + static_cast<std::uint32_t>(kCounterSeries);
}

std::uint32_t Groups::PeakSeriesOf(const Group& group, MonoTime now) const {
  return Size(Row(group, now).peaks_shown);
}

// Unfolded groups but `other`, best first.
std::vector<GroupId> Groups::Exported() const {
  std::vector<GroupId> ids;
  for (GroupId id = 0; id < groups_.size(); ++id) {
    const Group& group = groups_[id];
    if (group.used && !group.folded && !group.Special()) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end(), [this](GroupId a, GroupId b) { return Worse(b, a); });
  return ids;
}

void Groups::Enforce(MonoTime now, std::uint32_t other_series) {
  EraseExpired(now);
  peaks_dropped_ = false;
  // Room for `other` is kept free, should folding be what makes it.
  std::uint32_t series = other_series + static_cast<std::uint32_t>(kCounterSeries) + kTcpStateCount;
  std::uint32_t peaks = 0;
  std::vector<GroupId> ids = Exported();
  for (const GroupId id : ids) {
    series += SeriesOf(groups_[id], now);
    peaks += PeakSeriesOf(groups_[id], now);
  }
  while (!ids.empty() && (ids.size() > limits_.groups || series > limits_.series)) {
    series -= SeriesOf(groups_[ids.back()], now);
    peaks -= PeakSeriesOf(groups_[ids.back()], now);
    Fold(ids.back(), now);
    ids.pop_back();
  }
  UnfoldWhileRoom(now, ids.size(), series);
  peaks_dropped_ = series + peaks > limits_.series;
}

// Folded groups come back, the best first, where nothing has to go for them.
void Groups::UnfoldWhileRoom(MonoTime now, std::size_t exported, std::uint32_t series) {
  std::vector<GroupId> folded;
  for (GroupId id = 0; id < groups_.size(); ++id) {
    if (groups_[id].folded && groups_[id].Live()) folded.push_back(id);
  }
  std::sort(folded.begin(), folded.end(), [this](GroupId a, GroupId b) { return Worse(b, a); });
  for (const GroupId id : folded) {
    series += SeriesOf(groups_[id], now);
    if (exported >= limits_.groups || series > limits_.series) return;
    groups_[id].folded = false;
    ++exported;
  }
}

StateSet Groups::Shown(const Group& group, const StateCounts& counts, MonoTime now) const {
  StateSet shown;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    const bool recent =
        group.last_nonzero[i] != MonoTime{} && now - group.last_nonzero[i] <= kZeroFor;
    if (AlwaysShown(StateAt(i)) || counts[i] > 0 || recent) shown.Add(StateAt(i));
  }
  return shown;
}

GroupRow Groups::Row(const Group& group, MonoTime now) const {
  GroupRow row{.labels = {.unit = group.key.unit,
                          .process = group.key.process,
                          .role = RoleLabel(group.key.role),
                          .port = PortLabel(group.key.port)},
               .sockets = Effective(group),
               .entries = group.entries,
               .exits = group.exits};
  row.shown = Shown(group, row.sockets, now);
  for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
    const std::size_t state = Index(kTrackedStates[i]);
    // Sockets that got their name since the tick stand in the gauge already.
    row.peaks[i] = std::max(group.peaks[i].Max(), row.sockets[state]);
    const bool recent = group.last_nonzero[state] != MonoTime{} &&
                        now - group.last_nonzero[state] <= PeakWindow::kLength + kZeroFor;
    if (!peaks_dropped_ && (row.peaks[i] > 0 || recent)) row.peaks_shown.Add(kTrackedStates[i]);
  }
  return row;
}

std::vector<GroupRow> Groups::Rows(MonoTime now,
                                   const std::vector<std::string>& netns_labels) const {
  std::vector<GroupRow> rows;
  for (const Group& group : groups_) {
    if (!group.used || group.folded) continue;
    rows.push_back(Row(group, now));
    rows.back().labels.netns = netns_labels.at(group.key.netns);
  }
  return rows;
}

std::uint32_t Groups::FoldedGroups() const {
  return static_cast<std::uint32_t>(
      std::count_if(groups_.begin(), groups_.end(), [](const Group& g) { return g.folded; }));
}

}  // namespace sockwatch
