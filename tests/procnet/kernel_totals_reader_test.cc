#include "procnet/kernel_totals_reader.h"

#include <catch2/catch.hpp>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

struct Host {
  Host() {
    proc.Write("net/snmp", SnmpText("40"));
    proc.Write("net/sockstat", SockstatText("50", "7"));
    proc.Write("net/sockstat6", Sockstat6Text("5"));
  }
  [[nodiscard]] std::uint64_t Errors() const {
    return stats.errors.at(static_cast<std::size_t>(ErrorReason::kProcnetReadFailed)).Get();
  }

  TempProc proc;
  SelfStats stats;
  KernelTotalsReader reader{proc.Root(), stats};
};

TEST_CASE("the kernel's totals are those of the three files") {
  Host host;
  const KernelTotals totals = host.reader.Read();
  CHECK(totals.known);
  CHECK(totals.curr_estab == 40);
  CHECK(totals.inuse == 55);
  CHECK(totals.time_wait == 7);
  CHECK(host.Errors() == 0);
}

TEST_CASE("each read gives the numbers of now") {
  Host host;
  host.reader.Read();
  host.proc.Write("net/snmp", SnmpText("41"));
  host.proc.Write("net/sockstat", SockstatText("60", "8"));
  const KernelTotals totals = host.reader.Read();
  CHECK(totals.curr_estab == 41);
  CHECK(totals.inuse == 65);
  CHECK(totals.time_wait == 8);
}

TEST_CASE("a host without sockstat6 has no IPv6, which is no error") {
  Host host;
  host.proc.Remove("net/sockstat6");
  const KernelTotals totals = host.reader.Read();
  CHECK(totals.known);
  CHECK(totals.inuse == 50);
  CHECK(host.Errors() == 0);
}

TEST_CASE("without snmp or sockstat nothing is known, each read is counted, and they may come") {
  const std::string file = GENERATE("net/snmp", "net/sockstat");
  Host host;
  const std::string text = file == "net/snmp" ? SnmpText("1") : SockstatText("1", "1");
  host.proc.Remove(file);
  CHECK_FALSE(host.reader.Read().known);
  CHECK_FALSE(host.reader.Read().known);
  CHECK(host.Errors() == 2);
  host.proc.Write(file, text);
  CHECK(host.reader.Read().known);
  CHECK(host.Errors() == 2);
}

TEST_CASE("a file that says something unexpected makes the totals unknown") {
  const std::string file = GENERATE("net/snmp", "net/sockstat", "net/sockstat6");
  Host host;
  host.proc.Write(file, "nonsense\n");
  const KernelTotals totals = host.reader.Read();
  CHECK_FALSE(totals.known);
  CHECK(totals.inuse == 0);
  CHECK(host.Errors() == 1);
}

}  // namespace
}  // namespace sockwatch::testing
