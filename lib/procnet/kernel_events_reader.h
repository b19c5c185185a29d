// The kernel's own account of what went wrong with TCP in a namespace.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "procnet/kept_file.h"
#include "sample/kernel_events.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// Of the namespace of the process that first reads (/proc/net is /proc/self/net). Used by one
// thread.
class KernelEventsReader {
 public:
  // `proc_root` is "/proc", or a directory that looks like it. `stats` outlives the reader.
  KernelEventsReader(const std::string& proc_root, SelfStats& stats);

  // Nothing if net/netstat could not be read or is not what netstat.h says; that is counted as
  // kProcnetReadFailed, and the next call tries again. Allocates nothing.
  std::optional<KernelEventCounts> Read();

 private:
  // Linux 6.18 writes 4 KiB, and would write 8.5 KiB were every counter at its largest.
  std::array<char, 16384> buffer_{};
  KeptFile netstat_;
  SelfStats& stats_;
};

}  // namespace sockwatch
