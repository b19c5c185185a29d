// The remote ends that sockets have, each known by a number: what a client socket speaks to and
// from which address, and whom a server's CLOSE_WAIT sockets have on the other side. Used by one
// thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <vector>

#include "aggregate/connection.h"
#include "sample/socket_sample.h"
#include "sample/tick.h"

namespace sockwatch {

using SourceId = std::uint32_t;

class Peers {
 public:
  // Beyond these nothing is told apart: 60 bytes a peer.
  static constexpr std::size_t kMost = 262'144;
  static constexpr std::size_t kMostSources = 256;  // a namespace

  // A server's sockets are told apart by the remote address alone, since the port is whatever the
  // client's kernel gave out: `source` and `port` stay zero.
  struct Key {
    IpAddress source{};
    IpAddress remote{};
    std::uint16_t port = 0;
    NetnsId netns = kHostNetns;

    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    friend H AbslHashValue(H state, const Key& key) {
      return H::combine(std::move(state), key.source, key.remote, key.port, key.netns);
    }
  };

  // One more socket has this peer; kNoId when there is no room.
  PeerId Join(const Key& key);

  // A socket that joined is gone.
  void Leave(PeerId id);

  [[nodiscard]] const Key& KeyOf(PeerId id) const { return peers_[id].key; }

  // The client's own address; kNoId for servers, or when there is no room.
  [[nodiscard]] SourceId SourceOf(PeerId id) const { return peers_[id].source; }
  [[nodiscard]] const IpAddress& AddressOf(SourceId id) const { return sources_[id].key.address; }

  // All ids are below these.
  [[nodiscard]] std::size_t Ids() const { return peers_.size(); }
  [[nodiscard]] std::size_t SourceIds() const { return sources_.size(); }

 private:
  struct SourceKey {
    IpAddress address{};
    NetnsId netns = kHostNetns;

    friend bool operator==(const SourceKey&, const SourceKey&) = default;
    template <typename H>
    friend H AbslHashValue(H state, const SourceKey& key) {
      return H::combine(std::move(state), key.address, key.netns);
    }
  };
  struct Peer {
    Key key;
    SourceId source = kNoId;
    std::uint32_t sockets = 0;
  };
  struct Source {
    SourceKey key;
    std::uint32_t peers = 0;
  };

  SourceId JoinSource(const Key& key);
  void LeaveSource(SourceId id);

  absl::flat_hash_map<Key, PeerId> ids_;
  std::vector<Peer> peers_;
  std::vector<PeerId> free_;
  absl::flat_hash_map<SourceKey, SourceId> source_ids_;
  std::vector<Source> sources_;
  std::vector<SourceId> free_sources_;
  absl::flat_hash_map<NetnsId, std::size_t> sources_of_;
};

}  // namespace sockwatch
