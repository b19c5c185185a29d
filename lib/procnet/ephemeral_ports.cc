#include "procnet/ephemeral_ports.h"

#include <algorithm>
#include <vector>

#include "procnet/fields.h"
#include "procnet/kept_file.h"

namespace sockwatch {
namespace {

// The longest list, two ports reserved and one not from end to end, is 254,738 bytes. The kernel
// gives no more than the first read(2) asks for and then says end of file, so that a small buffer
// would silently lose the rest; filling this one is an error instead.
constexpr std::size_t kLongestList = 262144;

// "FIRST-LAST", or one port.
std::optional<PortRange> ParseItem(std::string_view item) {
  const std::size_t dash = item.find('-');
  const auto first = ToNumber<std::uint16_t>(item.substr(0, dash));
  const auto last =
      dash == std::string_view::npos ? first : ToNumber<std::uint16_t>(item.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

PortSet UsablePorts(const PortRange& range, const PortSet& reserved) {
  PortSet usable;
  for (std::uint32_t port = range.first; port <= range.last; ++port) usable[port] = !reserved[port];
  return usable;
}

}  // namespace

std::optional<PortSet> ParseReservedPorts(std::string_view text) {
  if (!text.ends_with('\n')) return std::nullopt;  // cut short
  if (text == "\n") return PortSet{};
  text.remove_suffix(1);
  PortSet ports;
  std::uint32_t next = 0;  // the lowest port that may follow
  for (std::size_t begin = 0, end = 0; begin <= text.size(); begin = end + 1) {
    end = std::min(text.find(',', begin), text.size());
    const auto item = ParseItem(text.substr(begin, end - begin));
    if (!item || item->first < next) return std::nullopt;
    for (next = item->first; next <= item->last; ++next) ports.set(next);
  }
  return ports;
}

EphemeralPorts::EphemeralPorts(const PortRange& range, const PortSet& reserved)
    : range_(range),
      usable_(UsablePorts(range, reserved)),
      count_(static_cast<std::uint32_t>(usable_.count())) {}

EphemeralPorts ReadEphemeralPorts(const std::string& proc_root) {
  std::vector<char> buffer(kLongestList);
  KeptFile file(proc_root + "/sys/net/ipv4/ip_local_reserved_ports");
  const auto reserved = ParseReservedPorts(file.Read(buffer).text);
  return EphemeralPorts(ReadPortRange(proc_root), reserved.value_or(PortSet{}));
}

}  // namespace sockwatch
