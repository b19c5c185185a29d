#include "procnet/kernel_events_reader.h"

#include "procnet/netstat.h"

namespace sockwatch {

KernelEventsReader::KernelEventsReader(const std::string& proc_root, SelfStats& stats)
    : netstat_(proc_root + "/net/netstat"), stats_(stats) {}

std::optional<KernelEventCounts> KernelEventsReader::Read() {
  // An error leaves an empty text, which the parser does not take.
  const auto counts = ParseNetstat(netstat_.Read(buffer_).text);
  if (!counts) stats_.CountError(ErrorReason::kProcnetReadFailed);
  return counts;
}

}  // namespace sockwatch
