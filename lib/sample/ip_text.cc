#include "sample/ip_text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace sockwatch {
namespace {

constexpr std::size_t kMappedPrefix = 12;

bool IsMapped(const IpAddress& address) {
  static constexpr std::array<std::uint8_t, kMappedPrefix> kPrefix = {0, 0, 0, 0, 0,    0,
                                                                      0, 0, 0, 0, 0xff, 0xff};
  return std::equal(kPrefix.begin(), kPrefix.end(), address.bytes.begin());
}

}  // namespace

std::string AddressText(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool mapped = IsMapped(address);
  const std::uint8_t* bytes = address.bytes.data() + (mapped ? kMappedPrefix : 0);
  ::inet_ntop(mapped ? AF_INET : AF_INET6, bytes, text.data(), text.size());
  return text.data();
}

std::string EndpointText(const IpAddress& address, std::uint16_t port) {
  std::string text = AddressText(address);
  if (!IsMapped(address)) text = "[" + text + "]";
  return text + ":" + std::to_string(port);
}

}  // namespace sockwatch
