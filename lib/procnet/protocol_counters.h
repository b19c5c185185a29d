// All counters of /proc/net/{snmp,netstat,snmp6} (net/ipv4/proc.c, net/ipv6/proc.c): what netstat
// -s tells. Pure; every view points into the text given.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sockwatch {

struct ProtocolCounter {
  std::string_view protocol;  // "Tcp", "TcpExt", "Udp6", ...
  std::string_view name;      // as the kernel spells it, "InSegs"
  // Most are unsigned 64-bit and start again at 0; MaxConn is -1 where there is no limit.
  std::int64_t value = 0;

  friend bool operator==(const ProtocolCounter&, const ProtocolCounter&) = default;
};

// The pairs of lines of snmp and netstat, "Tcp: NAME..." and "Tcp: VALUE...", in their order. A
// pair whose lines differ in protocol or number of columns, a value that is no number, and a last
// line without its newline, which may be cut short, are left out.
std::vector<ProtocolCounter> ParseCounterPairs(std::string_view text);

// The lines of snmp6, "Udp6InDatagrams  VALUE": the protocol is what ends with the "6". A line that
// is not that is left out.
std::vector<ProtocolCounter> ParseSnmp6(std::string_view text);

}  // namespace sockwatch
