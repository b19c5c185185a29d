#include "aggregate/destinations.h"

#include <algorithm>
#include <utility>

namespace sockwatch {

DestinationId Destinations::Join(const Key& key, const NameRef& name) {
  auto found = ids_.find(key);
  if (found == ids_.end()) {
    if (ids_.size() >= kMost) return kNoId;
    auto id = static_cast<DestinationId>(destinations_.size());
    if (free_.empty()) {
      destinations_.emplace_back();
    } else {
      id = free_.back();
      free_.pop_back();
    }
    destinations_[id] = {key, {}};
    found = ids_.emplace(key, id).first;
  }
  JoinUse(found->second, name);
  return found->second;
}

void Destinations::JoinUse(DestinationId id, const NameRef& name) {
  Use* use = FindUse(destinations_[id], name);
  if (use == nullptr) use = &destinations_[id].uses.emplace_back(Use{.name = name});
  ++use->sockets;
}

void Destinations::Move(DestinationId id, const NameRef& from, const NameRef& to, MonoTime now) {
  JoinUse(id, to);
  Leave(id, from, now);
}

void Destinations::TurnOver(DestinationId id, const NameRef& name, MonoTime now) {
  Use* use = FindUse(destinations_[id], name);
  if (use == nullptr) return;
  use->turned_over = now;
  destinations_[id].unnamed = false;
}

void Destinations::Leave(DestinationId id, const NameRef& name, MonoTime now) {
  Use* use = FindUse(destinations_[id], name);
  if (use == nullptr || --use->sockets > 0) return;
  use->last = now;
  if (std::exchange(destinations_[id].waits, true)) return;
  idle_.push_back({now, id});
}

bool Destinations::Wanted(const Key& key) const {
  const auto found = ids_.find(key);
  return found == ids_.end() || destinations_[found->second].unnamed;
}

Destinations::Verdict Destinations::Judge(const Key& key, MonoTime now) {
  const auto found = ids_.find(key);
  if (found == ids_.end()) return {};
  Destination& destination = destinations_[found->second];
  if (destination.uses.size() > 1) return {.ambiguous = true};
  const Use& use = destination.uses.front();
  if (use.turned_over && now - *use.turned_over < kMemory) return {.name = use.name};
  destination.unnamed = true;
  return {};
}

void Destinations::Forget(MonoTime now) {
  while (!idle_.empty() && now - idle_.front().at >= kMemory) {
    Expire(idle_.front().id, now);
    idle_.pop_front();
  }
}

Destinations::Use* Destinations::FindUse(Destination& destination, const NameRef& name) {
  auto* const found = std::find_if(destination.uses.begin(), destination.uses.end(),
                                   [&](const Use& use) { return SameName(use.name, name); });
  return found == destination.uses.end() ? nullptr : &*found;
}

// Looked at no more often than once a kMemory: a name may so be remembered up to twice as long,
// which makes a verdict more careful, never wrong.
void Destinations::Expire(DestinationId id, MonoTime now) {
  Destination& destination = destinations_[id];
  auto& uses = destination.uses;
  destination.waits = false;
  uses.erase(
      std::remove_if(uses.begin(), uses.end(),
                     [&](const Use& use) { return use.sockets == 0 && now - use.last >= kMemory; }),
      uses.end());
  if (uses.empty()) {
    ids_.erase(destination.key);
    free_.push_back(id);
    return;
  }
  const bool idle =
      std::any_of(uses.begin(), uses.end(), [](const Use& use) { return use.sockets == 0; });
  if (!idle) return;
  destination.waits = true;
  idle_.push_back({now, id});
}

}  // namespace sockwatch
