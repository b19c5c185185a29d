// The readers against the running kernel. Needs no privilege.
#include <catch2/catch.hpp>

#include "netlink/counting_new.h"
#include "procnet/ephemeral_ports.h"
#include "procnet/kernel_events_reader.h"
#include "procnet/kernel_totals_reader.h"
#include "procnet/port_range.h"
#include "procnet/sysctl.h"

namespace sockwatch {
namespace {

TEST_CASE("the running kernel's totals can be read again and again", "[live]") {
  SelfStats stats;
  KernelTotalsReader reader("/proc", stats);
  CHECK(reader.Read().known);
  CHECK(reader.Read().known);
  CHECK(stats.errors.at(static_cast<std::size_t>(ErrorReason::kProcnetReadFailed)).Get() == 0);
}

TEST_CASE("the running kernel's events can be read again and again, without allocating", "[live]") {
  SelfStats stats;
  KernelEventsReader reader("/proc", stats);
  const auto first = reader.Read();
  REQUIRE(first);
  const auto allocations = testing::AllocationCount();
  const auto second = reader.Read();
  CHECK(testing::AllocationCount() == allocations);
  REQUIRE(second);
  for (std::size_t i = 0; i < kKernelEventCount; ++i) CHECK(second->at(i) >= first->at(i));
}

TEST_CASE("the running kernel's sysctls and ephemeral ports can be read", "[live]") {
  CHECK(ReadSysctls("/proc").size() >= 13);  // tcp_max_orphans is not in every namespace
  const EphemeralPorts ports = ReadEphemeralPorts("/proc");
  CHECK(ports.Count() > 0);
  CHECK(ports.Range() == ReadPortRange("/proc"));
}

TEST_CASE("the running kernel's port range is a range", "[live]") {
  const PortRange range = ReadPortRange("/proc");
  CHECK(range.first > 0);
  CHECK(range.Contains(range.last));
}

}  // namespace
}  // namespace sockwatch
