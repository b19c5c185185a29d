// Blocks of addresses (RFC 4632; RFC 4291, section 2.3).
#pragma once

#include <optional>
#include <string_view>

#include "sample/socket_sample.h"

namespace sockwatch::api {

struct Cidr {
  IpAddress address{};  // IPv4 v4-mapped, as everywhere
  unsigned bits = 128;  // of the prefix, of the mapped address

  [[nodiscard]] bool Contains(const IpAddress& other) const;
};

// "192.0.2.1", "192.0.2.0/24", "2001:db8::1", "[2001:db8::1]", "2001:db8::/32"; nothing if it is
// not that. Bits behind the prefix do not count. ::ffff:192.0.2.0/120 is 192.0.2.0/24.
std::optional<Cidr> ParseCidr(std::string_view text);

// An address and, where it follows, a port: "192.0.2.1:443", "[2001:db8::1]:443", "192.0.2.1"; as
// ip_text.h writes them.
std::optional<IpAddress> AddressOfEndpoint(std::string_view text);

}  // namespace sockwatch::api
