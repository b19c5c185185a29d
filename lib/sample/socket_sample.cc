#include "sample/socket_sample.h"

#include <algorithm>

namespace sockwatch {

std::string_view FamilyName(Family family) { return family == Family::kIpv4 ? "ipv4" : "ipv6"; }

std::chrono::milliseconds TimeWaitAge(const SocketSample& row) {
  constexpr std::uint32_t kLengthMs = 60'000;
  return std::chrono::milliseconds(kLengthMs - std::min(row.expires_ms, kLengthMs));
}

bool IsWildcard(const IpAddress& address) {
  static constexpr IpAddress kMappedAny{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}};
  return address == IpAddress{} || address == kMappedAny;
}

}  // namespace sockwatch
