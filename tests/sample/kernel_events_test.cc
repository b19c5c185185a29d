#include "sample/kernel_events.h"

#include <catch2/catch.hpp>
#include <set>

namespace sockwatch {
namespace {

TEST_CASE("Kernel events are spelled as /proc/net/netstat spells them") {
  CHECK(KernelEventName(KernelEvent::kListenOverflows) == "ListenOverflows");
  CHECK(KernelEventName(KernelEvent::kTcpTimeWaitOverflow) == "TCPTimeWaitOverflow");
  CHECK(KernelEventName(KernelEvent::kSyncookiesSent) == "SyncookiesSent");
  CHECK(KernelEventName(KernelEvent::kTcpReqQFullDrop) == "TCPReqQFullDrop");
  CHECK(KernelEventName(KernelEvent::kTcpSynRetrans) == "TCPSynRetrans");
}

TEST_CASE("Every kernel event has a name of its own") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kKernelEventCount; ++i) {
    names.insert(KernelEventName(static_cast<KernelEvent>(i)));
  }
  CHECK(names.size() == kKernelEventCount);
}

}  // namespace
}  // namespace sockwatch
