#include "procnet/port_range.h"

#include <array>

#include "procnet/fields.h"
#include "procnet/kept_file.h"

namespace sockwatch {

std::optional<PortRange> ParsePortRange(std::string_view text) {
  const auto first = ToNumber<std::uint16_t>(TakeField(text));
  const auto last = ToNumber<std::uint16_t>(TakeField(text));
  if (!first || !last || *first > *last || !TakeField(text).empty()) return std::nullopt;
  return PortRange{*first, *last};
}

PortRange ReadPortRange(const std::string& proc_root) {
  std::array<char, 64> buffer{};
  KeptFile file(proc_root + "/sys/net/ipv4/ip_local_port_range");
  return ParsePortRange(file.Read(buffer).text).value_or(PortRange{});
}

}  // namespace sockwatch
