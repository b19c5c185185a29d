// The readers against the running kernel. Needs no privilege.
#include <catch2/catch.hpp>

#include "procnet/kernel_totals_reader.h"
#include "procnet/port_range.h"

namespace sockwatch {
namespace {

TEST_CASE("the running kernel's totals can be read again and again", "[live]") {
  SelfStats stats;
  KernelTotalsReader reader("/proc", stats);
  CHECK(reader.Read().known);
  CHECK(reader.Read().known);
  CHECK(stats.errors.at(static_cast<std::size_t>(ErrorReason::kProcnetReadFailed)).Get() == 0);
}

TEST_CASE("the running kernel's port range is a range", "[live]") {
  const PortRange range = ReadPortRange("/proc");
  CHECK(range.first > 0);
  CHECK(range.Contains(range.last));
}

}  // namespace
}  // namespace sockwatch
