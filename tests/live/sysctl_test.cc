// Sysctls against the kernel that holds them.
#include "procnet/sysctl.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/netns.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("Sysctls that were set are read back") {
  const PrivateNetns netns;
  SetSysctl("net/ipv4/tcp_keepalive_time", "601");
  SetSysctl("net/ipv4/tcp_fin_timeout", "17");
  SetSysctl("net/ipv4/tcp_tw_reuse", "0");
  SetSysctl("net/core/somaxconn", "77");
  for (const auto& [name, value] : ReadSysctls("/proc")) {
    if (name.find("port_range") != std::string_view::npos) continue;
    std::string file(name);
    std::replace(file.begin(), file.end(), '.', '/');
    INFO(name);
    CHECK(GetSysctl(file) == std::to_string(static_cast<long>(value)));
  }
}

TEST_CASE("A port range that was set is read back as two values") {
  const PrivateNetns netns;
  SetSysctl("net/ipv4/ip_local_port_range", "40000 40099");
  const auto values = ReadSysctls("/proc");
  REQUIRE(values.size() == 13);  // all but tcp_max_orphans, which only the first namespace has
  CHECK(values.at(11).name == "net.ipv4.ip_local_port_range.min");
  CHECK(values.at(11).value == 40000);
  CHECK(values.at(12).name == "net.ipv4.ip_local_port_range.max");
  CHECK(values.at(12).value == 40099);
}

}  // namespace
}  // namespace sockwatch::testing
