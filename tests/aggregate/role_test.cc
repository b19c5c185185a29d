#include <catch2/catch.hpp>

#include "aggregate/harness.h"

namespace sockwatch::testing {
namespace {

using enum TcpState;

SocketSample Ports(std::uint16_t local, std::uint16_t remote) {
  SocketSample row = Row(9, kEstablished, 9);
  row.local_port = local;
  row.remote_port = remote;
  return row;
}

// {role, port} of a connection with these ports, where somebody listens on port 45000.
std::pair<std::string, std::string> RoleOf(std::uint16_t local, std::uint16_t remote) {
  Harness h;
  const auto snapshot = h.Dump({Listener(1, 45000, 1), Ports(local, remote)});
  for (const GroupRow& row : snapshot->groups) {
    if (Sockets(row, kEstablished) == 1) return {row.labels.role, row.labels.port};
  }
  return {};
}

TEST_CASE("Role and port follow listeners first, then the ephemeral range") {
  using Label = std::pair<std::string, std::string>;
  CHECK(RoleOf(45000, 50000) == Label{"server", "45000"});  // listened on
  CHECK(RoleOf(80, 50000) == Label{"server", "80"});        // fixed here, ephemeral there
  CHECK(RoleOf(50000, 443) == Label{"client", "443"});
  CHECK(RoleOf(50000, 45000) == Label{"client", "45000"});  // ephemeral, but listened on here
  CHECK(RoleOf(50000, 50001) == Label{"client", "dynamic"});
  CHECK(RoleOf(1023, 22) == Label{"client", "22"});  // both fixed
}

TEST_CASE("The role is fixed at first sight, though a listener appears later") {
  Harness h;
  h.finder.holders[9] = {100, "a", ""};
  h.Settle({Ports(50000, 50001)});
  const auto snapshot = h.Settle({Listener(1, 50000, 1), Ports(50000, 50001)});
  CHECK(Group(*snapshot, "a").labels.role == "client");
}

TEST_CASE("A listener in the ephemeral range keeps its port as a label") {
  Harness h;
  const auto snapshot = h.Dump({Listener(1, 45000, 1)});
  CHECK(snapshot->groups.at(0).labels.port == "45000");
}

TEST_CASE("A port stays a server's for ten minutes after its listener has gone") {
  Harness h;
  h.Dump({Listener(1, 45000, 1)});
  h.Dump({});
  h.Dump({});
  auto snapshot = h.Dump({Ports(45000, 50000)});
  CHECK(Group(*snapshot, "unattributed").labels.role == "server");
}

}  // namespace
}  // namespace sockwatch::testing
