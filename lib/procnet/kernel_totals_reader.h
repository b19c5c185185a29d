// The kernel's own counts of a namespace's TCP sockets, for a few microseconds a read.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "procnet/kept_file.h"
#include "sample/tick.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// Of the namespace of the process that first reads (/proc/net is /proc/self/net). Used by one
// thread.
class KernelTotalsReader {
 public:
  // `proc_root` is "/proc", or a directory that looks like it. `stats` outlives the reader.
  KernelTotalsReader(const std::string& proc_root, SelfStats& stats);

  // `known` is false unless everything could be read, but a missing sockstat6 is a host without
  // IPv6. Each file that fails is counted as kProcnetReadFailed and opened again by the next call.
  // Allocates nothing.
  KernelTotals Read();

 private:
  std::optional<std::uint32_t> ReadInuse6();

  // Larger than any of the files: snmp is 1.5 KiB, and 10 KiB were every ICMP type to occur.
  std::array<char, 16384> buffer_{};
  KeptFile snmp_;
  KeptFile sockstat_;
  KeptFile sockstat6_;
  SelfStats& stats_;
};

}  // namespace sockwatch
