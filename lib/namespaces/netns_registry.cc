#include "namespaces/netns_registry.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "namespaces/netns_label.h"

namespace sockwatch {
namespace {

// Nothing but its inode tells of it.
bool IsNameless(const NetnsEvidence& evidence) {
  return NetnsLabel(evidence) ==
         NetnsLabel({.mounts = {}, .cgroup_paths = {}, .inode = evidence.inode});
}

template <typename Items>
bool ShareOne(const Items& a, const Items& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

bool MayBeOne(const NetnsPlace& before, const NetnsPlace& now) {
  return ShareOne(before.pids, now.pids) || ShareOne(before.mounts, now.mounts);
}

}  // namespace

NetnsRegistry::Changes NetnsRegistry::Update(const NetnsPlaces& places, const NetnsFilter& filter,
                                             std::size_t limit, MonoTime now) {
  Changes changes;
  DropUnwanted(places, filter, now, changes);
  DropBeyond(limit, now, changes);
  for (const auto& [inode, place] : places) {
    Found& found = found_.try_emplace(inode, Found{now, "", {}, {}}).first->second;
    found.place = place;
    Meet(inode, place, found, now);
    if (found.id) {
      known_[*found.id].place = place;
    } else if (!found.label.empty() && !filter.Wants(found.label)) {
      ++changes.excluded;
    } else if (!found.label.empty() && known_.size() >= limit) {
      ++changes.beyond;
    } else if (!found.label.empty()) {
      TakeIn(inode, place, found, now, changes);
    }
  }
  return changes;
}

void NetnsRegistry::TakeIn(std::uint64_t inode, const NetnsPlace& place, Found& found, MonoTime now,
                           Changes& changes) {
  found.id = ids_.Take(now);
  if (!found.id) {
    ++changes.beyond;
    return;
  }
  known_[*found.id] = {inode, found.label, place, {}, now};
  changes.met.push_back(*found.id);
}

void NetnsRegistry::DropUnwanted(const NetnsPlaces& places, const NetnsFilter& filter, MonoTime now,
                                 Changes& changes) {
  absl::erase_if(found_, [&](auto& entry) {
    auto& [inode, found] = entry;
    const auto place = places.find(inode);
    const bool there = place != places.end() && MayBeOne(found.place, place->second);
    if (found.id && !(there && filter.Wants(found.label))) Drop(found, now, changes);
    if (!there && !found.label.empty()) labels_.erase(found.label);
    return !there;
  });
}

void NetnsRegistry::DropBeyond(std::size_t limit, MonoTime now, Changes& changes) {
  while (known_.size() > limit) {
    Drop(found_.at(std::prev(known_.end())->second.inode), now, changes);
  }
}

void NetnsRegistry::Drop(Found& found, MonoTime now, Changes& changes) {
  changes.gone.push_back(*found.id);
  ids_.Release(*found.id, now);
  known_.erase(*found.id);
  found.id.reset();
}

void NetnsRegistry::Meet(std::uint64_t inode, const NetnsPlace& place, Found& found, MonoTime now) {
  if (!found.label.empty()) return;
  NetnsEvidence evidence{.mounts = place.mounts, .cgroup_paths = {}, .inode = inode};
  for (const std::uint32_t pid : place.pids) evidence.cgroup_paths.push_back(cgroup_of_(pid));
  const bool wait = !place.mounts.empty() && now < found.since + kWaitForProcess;
  if (wait && IsNameless(evidence)) return;
  found.label = NetnsLabel(evidence);
  if (labels_.contains(found.label)) found.label += "@" + std::to_string(inode);
  labels_.insert(found.label);
}

}  // namespace sockwatch
