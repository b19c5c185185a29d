#include "tool/counters.h"

#include <catch2/catch.hpp>

#include "support/temp_proc.h"

namespace sockwatch::tool {
namespace {

TEST_CASE("counters of all three files are read, and what is missing is left out") {
  testing::TempProc proc;
  CHECK(ReadCounters(proc.Root()).empty());
  proc.Write("net/snmp", "Tcp: ActiveOpens CurrEstab\nTcp: 5 2\n");
  proc.Write("net/snmp6", "Udp6NoPorts                     \t7\n");
  const auto counters = ReadCounters(proc.Root());
  REQUIRE(counters.size() == 3);
  CHECK(counters[0].name == "ActiveOpens");
  CHECK(counters[1].value == 2);
  CHECK(counters[2].protocol == "Udp6");
  CHECK(counters[2].value == 7);
}

TEST_CASE("counters of trouble have a meaning, for IPv6 too") {
  CHECK_FALSE(CounterMeaning("TcpExt", "ListenOverflows").empty());
  CHECK(CounterMeaning("Udp6", "NoPorts") == CounterMeaning("Udp", "NoPorts"));
  CHECK(CounterMeaning("Udp", "ListenOverflows").empty());
}

TEST_CASE("what shows the present has no rate") {
  CHECK(IsGauge("CurrEstab"));
  CHECK_FALSE(IsGauge("ActiveOpens"));
}

}  // namespace
}  // namespace sockwatch::tool
