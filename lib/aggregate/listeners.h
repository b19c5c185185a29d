// Who listens on which local port, now and in the last ten minutes: it decides the role of a
// socket, and names those that no process holds. Used by one thread.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <deque>
#include <optional>

#include "aggregate/process_name.h"
#include "base/clock.h"
#include "sample/tick.h"

namespace sockwatch {

// Answer to "whose listener does this belong to?".
struct ListenerVerdict {
  NameRef name;            // set if all that could be it agree
  bool hands_out = false;  // the listener passes connections to others (pid 1, inetd, mixed names):
                           // good for its accept queue, not for an accepted socket
  bool ambiguous = false;  // several names
  std::uint32_t pid = 0;   // of a listener's owner: where to look for what it accepted; 0: unknown
};

class Listeners {
 public:
  static constexpr std::chrono::minutes kMemory{10};
  static constexpr std::size_t kRememberedMost = 65536;  // closed ones, in all

  struct Key {
    NetnsId netns = kHostNetns;
    std::uint16_t port = 0;

    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    friend H AbslHashValue(H state, const Key& key) {
      return H::combine(std::move(state), key.netns, key.port);
    }
  };

  // A LISTEN row met for the first time.
  void Open(const Key& key, const SocketSample& row);

  // The listener's owner is known. `hands_out` as in ListenerVerdict.
  void Name(const Key& key, std::uint64_t cookie, NameRef name, std::uint32_t pid, bool hands_out);

  // The name given last, or null.
  [[nodiscard]] NameRef NameOf(const Key& key, std::uint64_t cookie) const;

  // The listener is gone; it is remembered for kMemory from now.
  void Close(const Key& key, std::uint64_t cookie, MonoTime now);

  // Listened on now or within kMemory.
  [[nodiscard]] bool Knows(const Key& key) const { return ports_.contains(key); }

  // The listener in whose accept queue `row` waits: open listeners on its address.
  [[nodiscard]] ListenerVerdict OfQueued(const Key& key, const SocketSample& row) const;

  // The listener that accepted `row`: also closed ones; by cgroup where the row has one.
  [[nodiscard]] ListenerVerdict OfAccepted(const Key& key, const SocketSample& row) const;

  // Drops what was closed before now - kMemory.
  void Forget(MonoTime now);

 private:
  struct Listener {
    std::uint64_t cookie = 0;
    std::uint64_t cgroup_id = 0;
    IpAddress address;
    NameRef name{};
    std::uint32_t pid = 0;
    bool hands_out = false;
    bool open = true;
  };
  struct Closed {
    MonoTime at;
    Key key;
    std::uint64_t cookie;
  };
  using PortListeners = absl::InlinedVector<Listener, 1>;

  [[nodiscard]] const Listener* FindListener(const Key& key, std::uint64_t cookie) const;
  Listener* FindListener(const Key& key, std::uint64_t cookie);
  template <typename Accepts>
  [[nodiscard]] ListenerVerdict Judge(const Key& key, const IpAddress& local,
                                      Accepts accepts) const;
  void Drop(const Closed& closed);

  absl::flat_hash_map<Key, PortListeners> ports_;
  std::deque<Closed> closed_;  // oldest first
};

}  // namespace sockwatch
