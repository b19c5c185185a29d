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
  const ProgramId program = programs_.Join({key.unit, key.process});
  groups_[id] = Group{.key = key, .program = program, .used = true, .last_live = now};
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

void Groups::BookDuration(GroupId id, std::chrono::duration<double> in_close_wait) {
  programs_.ObserveCloseWait(groups_[id].program, in_close_wait);
}

void Groups::BeginQueues(NetnsId netns) {
  for (Group& group : groups_) {
    if (group.key.netns == netns) group.queues.Begin();
  }
}

void Groups::BeginSurvey(NetnsId netns) {
  for (Group& group : groups_) {
    if (group.key.netns == netns && group.close_wait) group.close_wait->Clear();
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
  ForEachFolded(group.key.netns, [&](const Group& folded) { AddTo(counts, folded.now); });
  return counts;
}

void Groups::CloseTick(NetnsId netns, MonoTime now) {
  for (Group& group : groups_) {
    if (group.used && group.key.netns == netns) CloseGroup(group, now);
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
  programs_.Leave(groups_[id].program);
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

}  // namespace sockwatch
