// Which programs talk to which remote address and port, by their confirmed sockets, now and in the
// last ten minutes: it names client sockets that closed before anybody could look. Only a program
// that was itself seen to open and close a connection there in that time lends its name: one that
// keeps a connection open says nothing of the short ones beside it. Used by one thread.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "aggregate/connection.h"
#include "aggregate/process_name.h"
#include "base/clock.h"
#include "sample/tick.h"

namespace sockwatch {

class Destinations {
 public:
  static constexpr std::chrono::minutes kMemory{10};
  static constexpr std::size_t kMost = 65536;  // beyond it no new destination is learnt

  struct Key {
    IpAddress address;
    std::uint16_t port = 0;
    NetnsId netns = kHostNetns;

    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    friend H AbslHashValue(H state, const Key& key) {
      return H::combine(std::move(state), key.address, key.port, key.netns);
    }
  };

  struct Verdict {
    NameRef name{};          // set if all sockets of the last ten minutes had it, and turned over
    bool ambiguous = false;  // two names or more
  };

  // Whether a socket towards `key` is worth catching before it closes: no program is known there,
  // or sockets went unnamed since none of them turns over.
  [[nodiscard]] bool Wanted(const Key& key) const;

  // A socket towards `key` was confirmed to be `name`'s. Returns the id to Leave() with, or kNoId
  // when kMost is reached: such a destination names nobody.
  DestinationId Join(const Key& key, const NameRef& name);

  // A socket of `name`'s that joined was opened and has been closed, both before our eyes.
  void TurnOver(DestinationId id, const NameRef& name, MonoTime now);

  // A socket that joined is gone.
  void Leave(DestinationId id, const NameRef& name, MonoTime now);

  // A socket that joined as `from`'s turned out to be `to`'s.
  void Move(DestinationId id, const NameRef& from, const NameRef& to, MonoTime now);

  // For a socket that closed unseen, or is thought to have.
  [[nodiscard]] Verdict Judge(const Key& key, MonoTime now);

  // Drops names last used before now - kMemory.
  void Forget(MonoTime now);

 private:
  struct Use {
    NameRef name;
    std::uint32_t sockets = 0;
    MonoTime last{};                        // when `sockets` fell to zero
    std::optional<MonoTime> turned_over{};  // last time
  };
  struct Destination {
    Key key;
    absl::InlinedVector<Use, 1> uses;
    bool waits = false;    // stands in idle_
    bool unnamed = false;  // a verdict lacked a turnover, and there was none since
  };
  struct Idle {
    MonoTime at;
    DestinationId id;
  };

  void JoinUse(DestinationId id, const NameRef& name);
  static Use* FindUse(Destination& destination, const NameRef& name);
  void Expire(DestinationId id, MonoTime now);

  absl::flat_hash_map<Key, DestinationId> ids_;
  std::vector<Destination> destinations_;
  std::vector<DestinationId> free_;
  std::deque<Idle> idle_;  // when to look at a destination next, soonest first
};

}  // namespace sockwatch
