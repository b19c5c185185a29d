#include "procnet/netstat.h"

#include "procnet/fields.h"

namespace sockwatch {
namespace {

constexpr std::string_view kTcpExt = "TcpExt:";

// The place that is counted for the column `name`; nothing for the hundred that are not ours.
std::uint64_t* FindCount(KernelEventCounts& counts, std::string_view name) {
  for (std::size_t i = 0; i < kKernelEventCount; ++i) {
    if (KernelEventName(static_cast<KernelEvent>(i)) == name) return &counts.at(i);
  }
  return nullptr;
}

}  // namespace

std::optional<KernelEventCounts> ParseNetstat(std::string_view netstat) {
  netstat = netstat.substr(0, netstat.rfind('\n') + 1);  // a line without its end may be cut short
  auto names = TakeLineOf(kTcpExt, netstat);
  auto values = TakeLineOf(kTcpExt, netstat);
  if (!names || !values) return std::nullopt;
  KernelEventCounts counts{};
  bool found = false;
  for (auto name = TakeField(*names); !name.empty(); name = TakeField(*names)) {
    const std::string_view value = TakeField(*values);
    if (value.empty()) return std::nullopt;
    std::uint64_t* const count = FindCount(counts, name);
    if (count == nullptr) continue;
    const auto number = ToNumber<std::uint64_t>(value);
    if (!number) return std::nullopt;
    *count = *number;
    found = true;
  }
  if (!found || !TakeField(*values).empty()) return std::nullopt;
  return counts;
}

}  // namespace sockwatch
