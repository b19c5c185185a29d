// Addresses as people write them.
#pragma once

#include <cstdint>
#include <string>

#include "sample/socket_sample.h"

namespace sockwatch {

// "192.0.2.1", or "2001:db8::1" (RFC 5952). A v4-mapped address is written as the IPv4 one it is.
std::string AddressText(const IpAddress& address);

// "192.0.2.1:443", "[2001:db8::1]:443" (RFC 3986 section 3.2.2).
std::string EndpointText(const IpAddress& address, std::uint16_t port);

}  // namespace sockwatch
