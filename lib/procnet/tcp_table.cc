#include "procnet/tcp_table.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "procnet/fields.h"

namespace sockwatch {
namespace {

// The whole of `field` as a hexadecimal number that fits T.
template <typename T>
std::optional<T> FromHex(std::string_view field) {
  T number{};
  const char* const end = field.data() + field.size();
  const auto [stop, error] = std::from_chars(field.data(), end, number, 16);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

// The two parts of "FIRST:SECOND".
template <typename T>
struct Pair {
  T first{};
  T second{};
};

template <typename T>
std::optional<Pair<T>> TakePair(std::string_view& line) {
  const std::string_view field = TakeField(line);
  const std::size_t colon = field.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto first = FromHex<T>(field.substr(0, colon));
  const auto second = FromHex<T>(field.substr(colon + 1));
  if (!first || !second) return std::nullopt;
  return Pair<T>{*first, *second};
}

struct Endpoint {
  Family family = Family::kIpv4;
  IpAddress address;
  std::uint16_t port = 0;
};

constexpr std::size_t kWordDigits = 8;

// `words` of the address from `digits`, to the end of `address`.
bool ReadWords(std::string_view digits, IpAddress& address) {
  std::size_t at = address.bytes.size() - digits.size() / 2;
  for (; !digits.empty(); digits.remove_prefix(kWordDigits)) {
    const auto word = FromHex<std::uint32_t>(digits.substr(0, kWordDigits));
    if (!word) return false;
    std::memcpy(address.bytes.data() + at, &*word, sizeof(*word));
    at += sizeof(*word);
  }
  return true;
}

std::optional<Endpoint> TakeEndpoint(std::string_view& line) {
  const std::string_view field = TakeField(line);
  const std::size_t colon = field.find(':');
  if (colon != kWordDigits && colon != 4 * kWordDigits) return std::nullopt;
  const auto port = FromHex<std::uint16_t>(field.substr(colon + 1));
  Endpoint end;
  end.family = colon == kWordDigits ? Family::kIpv4 : Family::kIpv6;
  if (end.family == Family::kIpv4) end.address.bytes[10] = end.address.bytes[11] = 0xff;
  if (!port || !ReadWords(field.substr(0, colon), end.address)) return std::nullopt;
  end.port = *port;
  return end;
}

// "sl:", both ends and the state.
bool TakeIdentity(std::string_view& line, SocketSample& row) {
  if (!TakeField(line).ends_with(':')) return false;
  const auto local = TakeEndpoint(line);
  const auto remote = local ? TakeEndpoint(line) : std::nullopt;
  const auto state = FromHex<std::uint8_t>(TakeField(line));
  if (!remote || local->family != remote->family || !state) return false;
  const auto named = TcpStateFromKernel(*state);
  if (!named) return false;
  row.state = *named;
  row.family = local->family;
  row.local = local->address;
  row.local_port = local->port;
  row.remote = remote->address;
  row.remote_port = remote->port;
  return true;
}

// Queues and the timer.
bool TakeQueues(std::string_view& line, SocketSample& row) {
  constexpr std::uint64_t kMsPerTick = 10;
  const auto queues = TakePair<std::uint32_t>(line);
  const auto timer = TakePair<std::uint64_t>(line);
  if (!queues || !timer || timer->first > 0xff) return false;
  row.send_queue = queues->first;
  row.receive_queue = queues->second;
  row.timer = static_cast<std::uint8_t>(timer->first);
  constexpr std::uint64_t kMost = 0xffffffff;
  row.expires_ms =
      static_cast<std::uint32_t>(std::min(kMost / kMsPerTick, timer->second) * kMsPerTick);
  return true;
}

}  // namespace

std::optional<SocketSample> ParseTcpLine(std::string_view line) {
  SocketSample row;
  if (!TakeIdentity(line, row) || !TakeQueues(line, row)) return std::nullopt;
  for (int skipped = 0; skipped < 3; ++skipped) TakeField(line);  // retrnsmt, uid, timeout
  // A blank stands behind the inode, or the number may be cut off.
  const auto inode = ToNumber<std::uint64_t>(TakeField(line));
  if (!inode || line.empty()) return std::nullopt;
  row.inode = static_cast<std::uint32_t>(*inode);
  return row;
}

}  // namespace sockwatch
