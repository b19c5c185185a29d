#include "procnet/ephemeral_ports.h"

#include <catch2/catch.hpp>
#include <vector>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

constexpr const char* kRangeFile = "sys/net/ipv4/ip_local_port_range";
constexpr const char* kReservedFile = "sys/net/ipv4/ip_local_reserved_ports";

using Ports = std::vector<std::uint16_t>;

// The longest text: two ports reserved, one not, from end to end.
std::string LongestList() {
  std::string text;
  for (int port = 0; port < 65535; port += 3) {
    text += std::to_string(port) + "-" + std::to_string(port + 1) + ",";
  }
  text.back() = '\n';
  return text;
}

TEST_CASE("reserved ports are ports and ranges, both ends belonging to them") {
  const auto ports = ParseReservedPorts("8080,9148,10000-10010\n");
  REQUIRE(ports);
  CHECK(ports->count() == 13);
  for (const std::size_t port : {8080U, 9148U, 10000U, 10005U, 10010U}) CHECK(ports->test(port));
  for (const std::size_t port : {8079U, 8081U, 9999U, 10011U}) CHECK_FALSE(ports->test(port));
}

TEST_CASE("the list may be empty, and may hold every port") {
  CHECK(ParseReservedPorts("\n") == PortSet{});
  CHECK(ParseReservedPorts("0-65535\n") == PortSet{}.set());
  CHECK(ParseReservedPorts("65535\n")->test(65535));
  CHECK(ParseReservedPorts(LongestList())->count() == 43690);
}

TEST_CASE("what the kernel does not write is not a list") {
  for (const char* bad :
       {"", "8080", ",\n", "1,\n", ",1\n", "1,,2\n", "1-\n", "-1\n", "2-1\n", "1-2-3\n", "65536\n",
        "1-65536\n", "a\n", "1 2\n", "1,2\n\n", "\n\n", " 1\n", "+1\n"}) {
    CHECK_FALSE(ParseReservedPorts(bad));
  }
}

TEST_CASE("a list that goes back is refused, so that none is walked twice") {
  for (const char* bad : {"2,1\n", "5,5\n", "1-10,10\n", "1-10,5-20\n", "0-65535,0-65535\n"}) {
    CHECK_FALSE(ParseReservedPorts(bad));
  }
}

TEST_CASE("no prefix of a list is one") {
  const std::string_view text = "8080,9148,10000-10010\n";
  for (std::size_t length = 0; length < text.size(); ++length) {
    REQUIRE_FALSE(ParseReservedPorts(text.substr(0, length)));
  }
}

TEST_CASE("ephemeral ports are those of the range that are not reserved") {
  const EphemeralPorts ports({1000, 1999}, *ParseReservedPorts("999,1000,1500-1509,1999-2005\n"));
  CHECK(ports.Count() == 988);
  CHECK(ports.Range() == PortRange{1000, 1999});
  for (const auto port : Ports{1001, 1499, 1510, 1998}) CHECK(ports.Contains(port));
  for (const auto port : Ports{0, 998, 999, 1000, 1500, 1509, 1999, 2000, 65535}) {
    CHECK_FALSE(ports.Contains(port));
  }
}

TEST_CASE("a range may end at the last port, and be reserved as a whole") {
  CHECK(EphemeralPorts({0, 65535}).Count() == 65536);
  CHECK(EphemeralPorts({65535, 65535}).Contains(65535));
  CHECK(EphemeralPorts({1024, 65535}, PortSet{}.set()).Count() == 0);
  CHECK(EphemeralPorts().Count() == 28232);
}

TEST_CASE("ephemeral ports are read from below the root given") {
  const TempProc proc;
  proc.Write(kRangeFile, "1024\t2047\n");
  proc.Write(kReservedFile, "1024-1033\n");
  const EphemeralPorts ports = ReadEphemeralPorts(proc.Root());
  CHECK(ports.Range() == PortRange{1024, 2047});
  CHECK(ports.Count() == 1014);
  CHECK_FALSE(ports.Contains(1024));
}

TEST_CASE("the longest list that the kernel can write is read as a whole") {
  const TempProc proc;
  proc.Write(kReservedFile, LongestList());
  proc.Write(kRangeFile, "3\t65535\n");
  const EphemeralPorts ports = ReadEphemeralPorts(proc.Root());
  CHECK(ports.Count() == 21845);
  CHECK(ports.Contains(65534));
  CHECK_FALSE(ports.Contains(65533));
}

TEST_CASE("where a file cannot be read the kernel's default holds") {
  const TempProc proc;
  CHECK(ReadEphemeralPorts(proc.Root()).Count() == 28232);
  proc.Write(kReservedFile, "40000\n");
  CHECK(ReadEphemeralPorts(proc.Root()).Count() == 28231);
  proc.Write(kReservedFile, "nonsense\n");
  CHECK(ReadEphemeralPorts(proc.Root()).Count() == 28232);
}

}  // namespace
}  // namespace sockwatch::testing
