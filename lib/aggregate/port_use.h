// Which local ports client sockets use up, at one tick: towards each destination, where connect(2)
// runs out first, and of each source address over all destinations, where programs that bind before
// they connect run out (ip(7), IP_BIND_ADDRESS_NO_PORT). Used by one thread.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "aggregate/connection.h"
#include "aggregate/peers.h"
#include "aggregate/snapshot.h"

namespace sockwatch {

class PortUse {
 public:
  explicit PortUse(const Peers& peers) : peers_(peers) {}

  // Before the first Add() of a namespace's tick.
  void Clear();

  // A client socket whose local port is one that the kernel gives out. TIME_WAIT stands apart: with
  // tcp_tw_reuse the kernel gives such ports out again. (Not FIN_WAIT2: tcp_twsk_unique() in
  // net/ipv4/tcp_ipv4.c.)
  void Add(const Connection& c);

  // The `most` fullest destinations and, as destination "all", the `most` fullest sources.
  [[nodiscard]] std::vector<PortUseRow> Fullest(std::size_t most) const;

 private:
  static constexpr std::size_t kPorts = 65536;
  struct Count {
    std::uint32_t held = 0;
    std::uint32_t time_wait = 0;

    [[nodiscard]] std::size_t Used() const { return std::size_t{held} + time_wait; }
  };
  struct Ports {
    std::bitset<kPorts> held;
    std::bitset<kPorts> time_wait;

    [[nodiscard]] std::size_t Used() const { return (held | time_wait).count(); }
  };

  [[nodiscard]] PortUseRow RowOf(PeerId id) const;
  [[nodiscard]] PortUseRow RowOfSource(SourceId id) const;

  const Peers& peers_;
  std::vector<Count> of_peers_;                     // by PeerId
  std::vector<PeerId> added_;                       // those that are not zero
  std::vector<std::unique_ptr<Ports>> of_sources_;  // by SourceId; null: not used at this tick
};

}  // namespace sockwatch
