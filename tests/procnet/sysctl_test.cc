#include "procnet/sysctl.h"

#include <catch2/catch.hpp>
#include <map>

#include "procnet/temp_proc.h"

namespace sockwatch::testing {
namespace {

using Values = std::map<std::string, double>;

Values Read(const TempProc& proc) {
  Values values;
  for (const SysctlValue& sysctl : ReadSysctls(proc.Root())) {
    values[std::string(sysctl.name)] = sysctl.value;
  }
  return values;
}

TEST_CASE("a sysctl is one whole number and a newline") {
  CHECK(ParseSysctl("7200\n") == 7200.0);
  CHECK(ParseSysctl("0\n") == 0.0);
  CHECK(ParseSysctl("-1\n") == -1.0);
  for (const char* bad :
       {"", "\n", "7200", "1 2\n", "0x1\n", "1.5\n", "yes\n", "+1\n", "99999999999999999999\n"}) {
    CHECK_FALSE(ParseSysctl(bad));
  }
}

TEST_CASE("no prefix of a sysctl's text is a value") {
  const std::string_view text = "131072\n";
  for (std::size_t length = 0; length < text.size(); ++length) {
    REQUIRE_FALSE(ParseSysctl(text.substr(0, length)));
  }
}

TEST_CASE("sysctls are read from below the root given, under the names of sysctl(8)") {
  const TempProc proc;
  proc.Write("sys/net/ipv4/tcp_keepalive_time", "600\n");
  proc.Write("sys/net/core/somaxconn", "4096\n");
  CHECK(Read(proc) == Values{{"net.ipv4.tcp_keepalive_time", 600}, {"net.core.somaxconn", 4096}});
}

TEST_CASE("the port range is two values") {
  const TempProc proc;
  proc.Write("sys/net/ipv4/ip_local_port_range", "1024\t2048\n");
  CHECK(Read(proc) == Values{{"net.ipv4.ip_local_port_range.min", 1024},
                             {"net.ipv4.ip_local_port_range.max", 2048}});
}

TEST_CASE("a sysctl that is missing, unreadable or no number is left out") {
  const TempProc proc;
  CHECK(Read(proc).empty());
  proc.Write("sys/net/ipv4/tcp_fin_timeout", "soon\n");
  proc.Write("sys/net/ipv4/ip_local_port_range", "2048\t1024\n");
  proc.Write("sys/net/ipv4/tcp_tw_reuse", "1" + std::string(100, '\n'));
  std::filesystem::create_directories(proc.Path("sys/net/ipv4/tcp_timestamps"));
  CHECK(Read(proc).empty());
}

}  // namespace
}  // namespace sockwatch::testing
