#include "procnet/sockstat.h"

#include "procnet/fields.h"

namespace sockwatch {
namespace {

// The number that follows `key` in the line that begins with `protocol`.
std::optional<std::uint32_t> FindNumber(std::string_view text, std::string_view protocol,
                                        std::string_view key) {
  while (auto line = TakeLine(text)) {
    if (TakeField(*line) != protocol) continue;
    for (auto name = TakeField(*line); !name.empty(); name = TakeField(*line)) {
      const std::string_view value = TakeField(*line);
      if (name == key) return ToNumber<std::uint32_t>(value);
    }
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SockstatTcp> ParseSockstat(std::string_view sockstat) {
  const auto inuse = FindNumber(sockstat, "TCP:", "inuse");
  const auto time_wait = FindNumber(sockstat, "TCP:", "tw");
  if (!inuse || !time_wait) return std::nullopt;
  return SockstatTcp{*inuse, *time_wait};
}

std::optional<std::uint32_t> ParseSockstat6Inuse(std::string_view sockstat6) {
  return FindNumber(sockstat6, "TCP6:", "inuse");
}

}  // namespace sockwatch
