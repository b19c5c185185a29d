// The local ports that a client can get without asking for one: net.ipv4.ip_local_port_range
// without net.ipv4.ip_local_reserved_ports (Documentation/networking/ip-sysctl.rst). Both also hold
// for IPv6.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "procnet/port_range.h"

namespace sockwatch {

using PortSet = std::bitset<65536>;

// "8080,9148,10000-10010\n", or "\n" alone, as the kernel writes it (kernel/sysctl.c,
// proc_do_large_bitmap): ports and ranges of them in ascending order. Nothing if it is not that.
// The order bounds the work: no port is set twice, however long the text. Pure.
std::optional<PortSet> ParseReservedPorts(std::string_view text);

// 8 KiB, and immutable.
class EphemeralPorts {
 public:
  explicit EphemeralPorts(const PortRange& range = {}, const PortSet& reserved = {});

  // How many there are, at most 65,536.
  [[nodiscard]] std::uint32_t Count() const { return count_; }

  // In the range and not reserved. One look at a bit.
  [[nodiscard]] bool Contains(std::uint16_t port) const { return usable_[port]; }

  // With the reserved ones.
  [[nodiscard]] const PortRange& Range() const { return range_; }

  friend bool operator==(const EphemeralPorts&, const EphemeralPorts&) = default;

 private:
  PortRange range_;
  PortSet usable_;
  std::uint32_t count_;
};

// Those of the calling thread's namespace; the kernel's default range, and no port reserved, where
// the one or the other cannot be read. `proc_root` is "/proc", or a directory that looks like it.
// Not for every tick: it takes a buffer for the longest list there can be.
EphemeralPorts ReadEphemeralPorts(const std::string& proc_root);

}  // namespace sockwatch
