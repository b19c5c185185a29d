#include "procnet/port_range.h"

#include <catch2/catch.hpp>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

constexpr const char* kFile = "sys/net/ipv4/ip_local_port_range";

TEST_CASE("both ends belong to the range") {
  const PortRange range{1000, 2000};
  CHECK(range.Contains(1000));
  CHECK(range.Contains(2000));
  CHECK_FALSE(range.Contains(999));
  CHECK_FALSE(range.Contains(2001));
}

TEST_CASE("a range is two ports, the lower one first") {
  CHECK(ParsePortRange("32768\t60999\n") == PortRange{32768, 60999});
  CHECK(ParsePortRange("1024 65535") == PortRange{1024, 65535});
  CHECK(ParsePortRange("5 5") == PortRange{5, 5});
  for (const char* bad : {"", "1024", "1024 65536", "2000 1000", "-1 5", "a b", "1 2 3"}) {
    CHECK_FALSE(ParsePortRange(bad));
  }
}

TEST_CASE("the range is read from below the root given") {
  const TempProc proc;
  proc.Write(kFile, "1024\t2048\n");
  CHECK(ReadPortRange(proc.Root()) == PortRange{1024, 2048});
}

TEST_CASE("a range that cannot be read is the kernel's default") {
  const TempProc proc;
  CHECK(ReadPortRange(proc.Root()) == PortRange{32768, 60999});
  proc.Write(kFile, "nonsense");
  CHECK(ReadPortRange(proc.Root()) == PortRange{32768, 60999});
}

}  // namespace
}  // namespace sockwatch::testing
