#include "aggregate/peers.h"

namespace sockwatch {
namespace {

// A number that is not in use in `entries`.
template <typename Entry>
std::uint32_t TakeFree(std::vector<Entry>& entries, std::vector<std::uint32_t>& free) {
  if (free.empty()) {
    entries.emplace_back();
    return static_cast<std::uint32_t>(entries.size() - 1);
  }
  const std::uint32_t id = free.back();
  free.pop_back();
  return id;
}

}  // namespace

PeerId Peers::Join(const Key& key) {
  auto found = ids_.find(key);
  if (found == ids_.end()) {
    if (ids_.size() >= kMost) return kNoId;
    const PeerId id = TakeFree(peers_, free_);
    peers_[id] = {.key = key, .source = JoinSource(key)};
    found = ids_.emplace(key, id).first;
  }
  ++peers_[found->second].sockets;
  return found->second;
}

void Peers::Leave(PeerId id) {
  Peer& peer = peers_[id];
  if (--peer.sockets > 0) return;
  ids_.erase(peer.key);
  LeaveSource(peer.source);
  free_.push_back(id);
}

SourceId Peers::JoinSource(const Key& key) {
  const SourceKey source{key.source, key.netns};
  if (source.address == IpAddress{}) return kNoId;
  auto found = source_ids_.find(source);
  if (found == source_ids_.end()) {
    if (sources_of_[key.netns] >= kMostSources) return kNoId;
    ++sources_of_[key.netns];
    const SourceId id = TakeFree(sources_, free_sources_);
    sources_[id] = {.key = source};
    found = source_ids_.emplace(source, id).first;
  }
  ++sources_[found->second].peers;
  return found->second;
}

void Peers::LeaveSource(SourceId id) {
  if (id == kNoId || --sources_[id].peers > 0) return;
  const SourceKey& key = sources_[id].key;
  if (--sources_of_[key.netns] == 0) sources_of_.erase(key.netns);
  source_ids_.erase(key);
  free_sources_.push_back(id);
}

}  // namespace sockwatch
