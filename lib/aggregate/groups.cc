#include "aggregate/groups.h"

#include <numeric>
#include <utility>

namespace sockwatch {
namespace {

constexpr std::size_t kSpareGroups = 1000;

template <typename Counts>
auto Sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), typename Counts::value_type{0});
}

template <typename Counts>
void AddTo(Counts& to, const Counts& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

}  // namespace

std::uint32_t Groups::Group::Sockets() const { return Sum(now); }

GroupId Groups::Intern(const GroupKey& key, MonoTime now) {
  const auto found = ids_.find(key);
  if (found != ids_.end()) return found->second;
  return Full(key.label) ? OtherOf(key.label, now) : Make(key, now);
}

bool Groups::Full(NetnsLabel label) const {
  const std::size_t at_most = 4 * std::size_t{limits_.groups} + kSpareGroups;
  const std::size_t idle = labels_.At(kIdleLabel).groups.size();
  return (label == kIdleLabel ? idle : ids_.size() - idle) >= at_most;
}

GroupId Groups::Make(const GroupKey& key, MonoTime now) {
  auto id = static_cast<GroupId>(groups_.size());
  if (free_.empty()) {
    groups_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  const ProgramId program = programs_.Join({key.unit, key.process});
  groups_[id] = Group{.key = key, .program = program, .used = true, .last_live = now};
  ids_.emplace(key, id);
  labels_.At(key.label).groups.push_back(id);
  return id;
}

GroupId Groups::OtherOf(NetnsLabel label, MonoTime now) {
  GroupId& other = labels_.At(label).other;
  if (other == kNoId) other = Make({.label = label, .process = std::string(kOtherProcess)}, now);
  return other;
}

void Groups::ClearGauges(NetnsLabel label) {
  for (const GroupId id : labels_.At(label).groups) groups_[id].now = {};
}

void Groups::Empty(NetnsLabel label) {
  ClearGauges(label);
  BeginSurvey(label);
  for (const GroupId id : labels_.At(label).groups) groups_[id].queues.Drop();
}

Groups::Group& Groups::BookedIn(GroupId id) {
  Group& group = groups_[id];
  return group.folded ? groups_[labels_.At(group.key.label).other] : group;
}

void Groups::BookEntry(GroupId id, std::size_t tracked) { ++BookedIn(id).entries.at(tracked); }
void Groups::BookExit(GroupId id, std::size_t tracked) { ++BookedIn(id).exits.at(tracked); }

void Groups::BookDuration(GroupId id, std::chrono::duration<double> in_close_wait) {
  programs_.ObserveCloseWait(groups_[id].program, in_close_wait);
}

void Groups::BeginQueues(NetnsLabel label) {
  for (const GroupId id : labels_.At(label).groups) groups_[id].queues.Begin();
}

void Groups::RepeatQueues(NetnsLabel label) {
  for (const GroupId id : labels_.At(label).groups) groups_[id].queues.Repeat();
}

void Groups::BeginSurvey(NetnsLabel label) {
  for (const GroupId id : labels_.At(label).groups) {
    if (groups_[id].close_wait) groups_[id].close_wait->Clear();
  }
}

CloseWaitDetail& Groups::CloseWait(GroupId id, MonoTime tick) {
  Group& group = groups_[id];
  // It may have got its socket after the tick was closed.
  group.last_nonzero[Index(TcpState::kCloseWait)] = tick;
  if (!group.close_wait) {
    group.close_wait = std::make_unique<CloseWaitDetail>();
    programs_.MeetCloseWait(group.program);
  }
  return *group.close_wait;
}

StateCounts Groups::Effective(const Group& group) const {
  StateCounts counts = group.now;
  if (!group.Special()) return counts;
  ForEachFolded(group.key.label, [&](const Group& folded) { AddTo(counts, folded.now); });
  return counts;
}

void Groups::CloseTick(NetnsLabel label, const TickTime& tick) {
  labels_.At(label).tick = tick;
  for (const GroupId id : labels_.At(label).groups) CloseGroup(groups_[id], tick.at);
}

void Groups::CloseOthers(MonoTime now) {
  for (NetnsLabel label = 0; label < labels_.End(); ++label) {
    if (!labels_.At(label).apart) CloseTick(label, {now, labels_.At(label).tick.wall});
  }
}

void Groups::CloseGroup(Group& group, MonoTime now) {
  const StateCounts counts = Effective(group);
  for (std::size_t i = 0; i < kTrackedStates.size(); ++i) {
    group.peaks[i].Add(now, counts[Index(kTrackedStates[i])]);
  }
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    if (counts[i] > 0) group.last_nonzero[i] = group.last_live = now;
  }
  group.queues.Close(now);
  if (!group.close_wait) return;
  // A client's pool grows old all at once: its ESTABLISHED falls as its CLOSE_WAIT grows. A
  // server's falls for reasons of its own.
  const bool pool = group.key.role == Role::kClient;
  group.close_wait->Judge(now, group.now[Index(TcpState::kCloseWait)],
                          pool ? group.now[Index(TcpState::kEstablished)] : 0);
  const bool over = !group.Recently(TcpState::kCloseWait, now, kZeroFor);
  if (over && !group.close_wait->Leaking()) group.close_wait = nullptr;
}

bool Groups::Group::Recently(TcpState state, MonoTime tick, std::chrono::seconds within) const {
  const MonoTime last = last_nonzero[Index(state)];
  return last != MonoTime{} && tick - last <= within;
}

bool Groups::Expired(const Group& group, MonoTime now) const {
  // An unattributed group that nothing was booked to was only waiting for names.
  if (group.key.process == kUnattributedProcess && Sum(group.entries) + Sum(group.exits) == 0) {
    return true;
  }
  if (group.Idle()) return now - group.last_live >= kZeroFor;
  const NetnsLabels::Label& label = labels_.At(group.key.label);
  const bool soon = !label.living || group.key.unit.ends_with(".scope");
  const std::chrono::seconds kept =
      soon ? std::min<std::chrono::seconds>(limits_.retention, kScopeRetention) : limits_.retention;
  return now - (label.living ? group.last_live : label.gone_at) >= kept;
}

void Groups::EraseExpired(MonoTime now) {
  for (GroupId id = 0; id < groups_.size(); ++id) {
    const Group& group = groups_[id];
    if (!group.used || group.refs > 0 || group.Live()) continue;
    if (group.Special() && !Vanished(group)) continue;
    if (group.folded || Expired(group, now)) Erase(id);
  }
  labels_.Forget();
}

void Groups::Erase(GroupId id) {
  ids_.erase(groups_[id].key);
  NetnsLabels::Label& label = labels_.At(groups_[id].key.label);
  std::erase(label.groups, id);
  if (label.other == id) label.other = kNoId;
  programs_.Leave(groups_[id].program);
  groups_[id] = Group{};
  free_.push_back(id);
}

// Of a namespace that is gone there are only zeros to lose, and namespaces may come and go faster
// than any limit allows for.
void Groups::Fold(GroupId id, MonoTime now) {
  if (Vanished(groups_[id])) return Erase(id);
  Group& other = groups_[OtherOf(groups_[id].key.label, now)];
  Group& group = groups_[id];
  AddTo(other.entries, group.entries);
  AddTo(other.exits, group.exits);
  group.entries = {};
  group.exits = {};
  group.folded = true;
}

}  // namespace sockwatch
