// The local ports that the kernel gives out by itself: net.ipv4.ip_local_port_range (ip(7)), which
// also holds for IPv6.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sockwatch {

// Both ends belong to it. The default is the kernel's.
struct PortRange {
  std::uint16_t first = 32768;
  std::uint16_t last = 60999;

  [[nodiscard]] bool Contains(std::uint16_t port) const { return first <= port && port <= last; }
  friend bool operator==(const PortRange&, const PortRange&) = default;
};

// "FIRST<blank>LAST\n"; nothing if it is not that, or FIRST > LAST.
std::optional<PortRange> ParsePortRange(std::string_view text);

// That of the calling thread's namespace; the default where it cannot be read. `proc_root` is
// "/proc", or a directory that looks like it.
PortRange ReadPortRange(const std::string& proc_root);

}  // namespace sockwatch
