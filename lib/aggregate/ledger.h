// Books entries into and exits from the tracked states, each once. An entry waits in its connection
// until the owner is settled, and the exit goes to the group that got the entry, so that for every
// group entries - exits = gauge now - gauge then. With the exit from CLOSE_WAIT goes how long the
// socket was in it. Used by one thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <chrono>
#include <cstdint>

#include "aggregate/connection.h"
#include "aggregate/connection_table.h"
#include "aggregate/groups.h"

namespace sockwatch {

class Ledger {
 public:
  explicit Ledger(Groups& groups) : groups_(groups) {}

  // The socket enters its present state, and it is known when: it was not there in the dump before.
  static void Enter(Connection& c);

  // The socket leaves its present state, for another or for good. `at` as Connection::since.
  void Leave(ConnectionTable::Slot slot, Connection& c, std::int32_t at);

  // The owner is settled: books what waits, to the connection's group.
  void Settle(ConnectionTable::Slot slot, Connection& c);

  // The connection has moved from the group `from` to its present one.
  void Moved(ConnectionTable::Slot slot, Connection& c, GroupId from);

 private:
  using Tenths = std::chrono::duration<double, std::deci>;

  GroupId TakeElsewhere(ConnectionTable::Slot slot, Connection& c);
  void SettleDuration(ConnectionTable::Slot slot, const Connection& c);

  Groups& groups_;
  absl::flat_hash_map<ConnectionTable::Slot, GroupId> elsewhere_;  // where the entry was booked
  absl::flat_hash_map<ConnectionTable::Slot, Tenths> durations_;   // that wait, with c.left
};

}  // namespace sockwatch
