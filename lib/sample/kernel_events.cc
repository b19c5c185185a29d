#include "sample/kernel_events.h"

namespace sockwatch {

std::string_view KernelEventName(KernelEvent event) {
  static constexpr std::array<std::string_view, kKernelEventCount> kNames = {
      "ListenOverflows",   "ListenDrops",     "TCPTimeWaitOverflow", "TCPAbortOnMemory",
      "TCPAbortOnTimeout", "TCPAbortOnClose", "SyncookiesSent",      "SyncookiesFailed",
      "TCPReqQFullDrop",   "TCPSynRetrans"};
  return kNames.at(static_cast<std::size_t>(event));
}

}  // namespace sockwatch
