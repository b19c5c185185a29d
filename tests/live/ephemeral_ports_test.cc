// Ephemeral ports against the kernel that gives them out.
#include "procnet/ephemeral_ports.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <system_error>
#include <vector>

#include "support/check.h"
#include "support/netns.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

// Binds ports of the kernel's choice until it has no more.
std::vector<std::uint16_t> TakeAllPorts() {
  std::vector<UniqueFd> listeners;
  std::vector<std::uint16_t> ports;
  try {
    for (;;) {
      listeners.push_back(Listen(SocketAddress::Loopback(LoopbackKind::kIpv4, 0)));
      ports.push_back(SocketAddress::LocalOf(listeners.back().Get()).Port());
    }
  } catch (const std::system_error& error) {
    REQUIRE(error.code() == std::errc::address_in_use);
  }
  return ports;
}

// Reserves every two of three ports. The kernel takes less than a page from one write(2), and one
// that goes on where the last ended adds to the list.
void ReserveTwoOfThree() {
  const std::string path = "/proc/sys/net/ipv4/ip_local_reserved_ports";
  const UniqueFd file(Check(::open(path.c_str(), O_WRONLY | O_CLOEXEC), path));
  std::string part;
  for (int port = 0; port < 65535; port += 3) {
    part += std::to_string(port) + "-" + std::to_string(port + 1) + ",";
    if (part.size() < 4000 && port < 65532) continue;
    part.back() = '\n';
    Check(::write(file.Get(), part.data(), part.size()), path);
    part.clear();
  }
}

TEST_CASE("The kernel gives out the ephemeral ports and no other") {
  const PrivateNetns netns;
  SetSysctl("net/ipv4/ip_local_port_range", "40000 40099");
  SetSysctl("net/ipv4/ip_local_reserved_ports", "40010-40019,40050,50000");
  const EphemeralPorts ports = ReadEphemeralPorts("/proc");
  CHECK(ports.Count() == 89);
  const std::vector<std::uint16_t> taken = TakeAllPorts();
  CHECK(taken.size() == ports.Count());
  for (const std::uint16_t port : taken) CHECK(ports.Contains(port));
}

TEST_CASE("A list of reserved ports far longer than a page is read as a whole") {
  const PrivateNetns netns;
  SetSysctl("net/ipv4/ip_local_port_range", "1024 65535");
  ReserveTwoOfThree();
  const EphemeralPorts ports = ReadEphemeralPorts("/proc");
  CHECK(ports.Count() == 21505);  // 64,512 ports, a third of them and 65535
  CHECK(ports.Contains(65534));
  CHECK_FALSE(ports.Contains(65533));
}

}  // namespace
}  // namespace sockwatch::testing
