// /proc/net/snmp (net/ipv4/proc.c, RFC 4022): for each protocol a line of names and a line of
// values, both beginning with the protocol. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sockwatch {

// CurrEstab of the "Tcp:" lines: ESTABLISHED and CLOSE_WAIT of the namespace, IPv4 and IPv6. The
// column is found by its name. Nothing if it is not there or is no number.
std::optional<std::uint32_t> ParseCurrEstab(std::string_view snmp);

}  // namespace sockwatch
