#include "support/netns.h"

#include <catch2/catch.hpp>

#include "support/ss.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("Each private namespace is a new one without any socket") {
  const PrivateNetns first;
  const unsigned long inode = CurrentNetnsInode();
  const UniqueFd listener = Listen(SocketAddress::Loopback(LoopbackKind::kIpv4, 0));
  CHECK(RunSs().size() == 1);
  const PrivateNetns second;
  CHECK(CurrentNetnsInode() != inode);
  CHECK(RunSs().empty());
}

TEST_CASE("Loopback of a private namespace carries connections of both families") {
  const PrivateNetns netns;
  for (const LoopbackKind kind : {LoopbackKind::kIpv4, LoopbackKind::kIpv6}) {
    const UniqueFd listener = Listen(SocketAddress::Loopback(kind, 0));
    const SocketAddress server = SocketAddress::LocalOf(listener.Get());
    const UniqueFd client = NewSocket(server);
    Connect(client.Get(), server);
    CHECK(StateOf(client.Get()) == TcpState::kEstablished);
  }
}

TEST_CASE("A sysctl set in a private namespace is that namespace's own") {
  const PrivateNetns first;
  SetSysctl("net/ipv4/tcp_fin_timeout", "17");
  CHECK(GetSysctl("net/ipv4/tcp_fin_timeout") == "17");
  const PrivateNetns second;
  CHECK(GetSysctl("net/ipv4/tcp_fin_timeout") != "17");
}

TEST_CASE("A sysctl that does not exist is named in the error") {
  CHECK_THROWS_WITH(SetSysctl("net/ipv4/no_such_thing", "1"),
                    Catch::Contains("/proc/sys/net/ipv4/no_such_thing"));
}

}  // namespace
}  // namespace sockwatch::testing
