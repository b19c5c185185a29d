// The kernel's protocol counters of this namespace, as netstat -s has them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sockwatch::tool {

struct Counter {
  std::string protocol;  // "Tcp", "TcpExt", "Udp6", ...
  std::string name;
  std::int64_t value = 0;
};

// Of net/snmp, net/netstat and net/snmp6 below `proc_root`, in this order; what cannot be read is
// left out.
std::vector<Counter> ReadCounters(const std::string& proc_root);

// One line on what it means that it grows, for those that tell of trouble; "" for others.
std::string_view CounterMeaning(std::string_view protocol, std::string_view name);

// It shows what is now, and may fall: it has no rate.
bool IsGauge(std::string_view name);

}  // namespace sockwatch::tool
