// The parsers of lib/procnet fed with arbitrary text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "procnet/port_range.h"
#include "procnet/protocol_counters.h"
#include "procnet/snmp.h"
#include "procnet/sockstat.h"
#include "procnet/tcp_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto range = sockwatch::ParsePortRange(text);
  if (range && range->first > range->last) std::abort();
  const bool has_tcp = text.find("Tcp:") != std::string_view::npos;
  if (sockwatch::ParseCurrEstab(text) && !has_tcp) std::abort();
  const bool has_sockstat = text.find("TCP:") != std::string_view::npos;
  if (sockwatch::ParseSockstat(text) && !has_sockstat) std::abort();
  const bool has_sockstat6 = text.find("TCP6:") != std::string_view::npos;
  if (sockwatch::ParseSockstat6Inuse(text) && !has_sockstat6) std::abort();
  const auto row = sockwatch::ParseTcpLine(text);
  if (row && (row->cookie != 0 || row->cgroup_id != 0)) std::abort();
  for (const auto& counter : sockwatch::ParseCounterPairs(text)) {
    if (counter.name.empty()) std::abort();
  }
  for (const auto& counter : sockwatch::ParseSnmp6(text)) {
    if (!counter.protocol.ends_with('6')) std::abort();
  }
  return 0;
}
