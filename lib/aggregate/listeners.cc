#include "aggregate/listeners.h"

#include <algorithm>
#include <utility>

namespace sockwatch {

void Listeners::Open(const Key& key, const SocketSample& row) {
  if (FindListener(key, row.cookie) != nullptr) return;
  ports_[key].push_back({.cookie = row.cookie, .cgroup_id = row.cgroup_id, .address = row.local});
}

void Listeners::Name(const Key& key, std::uint64_t cookie, NameRef name, std::uint32_t pid,
                     bool hands_out) {
  if (Listener* listener = FindListener(key, cookie)) {
    listener->name = std::move(name);
    listener->pid = pid;
    listener->hands_out = hands_out;
  }
}

NameRef Listeners::NameOf(const Key& key, std::uint64_t cookie) const {
  const Listener* listener = FindListener(key, cookie);
  return listener == nullptr ? nullptr : listener->name;
}

void Listeners::Close(const Key& key, std::uint64_t cookie, MonoTime now) {
  Listener* listener = FindListener(key, cookie);
  if (listener == nullptr || !listener->open) return;
  listener->open = false;
  closed_.push_back({now, key, cookie});
  if (closed_.size() <= kRememberedMost) return;
  Drop(closed_.front());
  closed_.pop_front();
}

ListenerVerdict Listeners::OfQueued(const Key& key, const SocketSample& row) const {
  return Judge(key, row.local, [](const Listener& l) { return l.open; });
}

ListenerVerdict Listeners::OfAccepted(const Key& key, const SocketSample& row) const {
  return Judge(key, row.local, [&](const Listener& l) {
    return row.cgroup_id == 0 || l.cgroup_id == row.cgroup_id;
  });
}

// A listener on the row's own address takes its connections before any on a wildcard address
// (net/ipv4/inet_hashtables.c, inet_lhash2_lookup), so wildcards count only where there is none.
template <typename Accepts>
ListenerVerdict Listeners::Judge(const Key& key, const IpAddress& local, Accepts accepts) const {
  const auto found = ports_.find(key);
  if (found == ports_.end()) return {};
  const auto exact = [&](const Listener& l) { return accepts(l) && l.address == local; };
  const bool any_exact = std::any_of(found->second.begin(), found->second.end(), exact);
  ListenerVerdict verdict;
  bool nameless = false;  // a listener without a name yet might be anybody's
  for (const Listener& l : found->second) {
    if (any_exact ? !exact(l) : !(accepts(l) && IsWildcard(l.address))) continue;
    nameless |= !l.name;
    if (!verdict.name) verdict.name = l.name;
    verdict.ambiguous |= l.name && !SameName(verdict.name, l.name);
    verdict.hands_out |= l.hands_out;
    if (l.open) verdict.pid = l.pid;
  }
  if (verdict.ambiguous || nameless) verdict.name.reset();
  return verdict;
}

void Listeners::Forget(MonoTime now) {
  while (!closed_.empty() && now - closed_.front().at >= kMemory) {
    Drop(closed_.front());
    closed_.pop_front();
  }
}

Listeners::Listener* Listeners::FindListener(const Key& key, std::uint64_t cookie) {
  return const_cast<Listener*>(std::as_const(*this).FindListener(key, cookie));
}

const Listeners::Listener* Listeners::FindListener(const Key& key, std::uint64_t cookie) const {
  const auto found = ports_.find(key);
  if (found == ports_.end()) return nullptr;
  const auto* const listener = std::find_if(found->second.begin(), found->second.end(),
                                            [&](const Listener& l) { return l.cookie == cookie; });
  return listener == found->second.end() ? nullptr : &*listener;
}

void Listeners::Drop(const Closed& closed) {
  const auto found = ports_.find(closed.key);
  if (found == ports_.end()) return;
  auto& listeners = found->second;
  listeners.erase(std::remove_if(listeners.begin(), listeners.end(),
                                 [&](const Listener& l) { return l.cookie == closed.cookie; }),
                  listeners.end());
  if (listeners.empty()) ports_.erase(found);
}

}  // namespace sockwatch
