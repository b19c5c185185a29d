#include "support/other_zoo.h"

#include <sys/un.h>

#include <array>

#include "support/check.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

UniqueFd NewUnixSocket(int type) {
  return UniqueFd(Check(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0), "socket(AF_UNIX)"));
}

SocketAddress LoopbackOf(int family, std::uint16_t port) {
  const LoopbackKind kind = family == AF_INET ? LoopbackKind::kIpv4 : LoopbackKind::kIpv6;
  return SocketAddress::Loopback(kind, port);
}

}  // namespace

OtherZoo::OtherZoo() {
  AddUdp(AF_INET, kOtherZoo.udp[0]);
  AddUdp(AF_INET6, kOtherZoo.udp[1]);
  AddUnix(SOCK_STREAM, kOtherZoo.unix_sockets[0]);
  AddUnix(SOCK_DGRAM, kOtherZoo.unix_sockets[1]);
  AddUnix(SOCK_SEQPACKET, kOtherZoo.unix_sockets[2]);
}

void OtherZoo::AddUdp(int family, const UdpStateCounts& counts) {
  const auto [connected, unconnected] = counts;
  for (std::uint32_t i = 0; i < connected; ++i) kept_.push_back(NewUdpSocket(family, true));
  for (std::uint32_t i = 0; i < unconnected; ++i) kept_.push_back(NewUdpSocket(family, false));
}

void OtherZoo::AddUnix(int type, const UnixStateCounts& counts) {
  const auto [connected, unconnected, listening] = counts;
  for (std::uint32_t i = 0; i < connected; i += 2) {
    std::array<int, 2> pair{};
    Check(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair.data()), "socketpair");
    for (const int fd : pair) kept_.emplace_back(fd);
  }
  for (std::uint32_t i = 0; i < unconnected; ++i) kept_.push_back(NewUnixSocket(type));
  for (std::uint32_t i = 0; i < listening; ++i) kept_.push_back(NewUnixListener(type));
}

UniqueFd NewUdpSocket(int family, bool connected) {
  UniqueFd fd(Check(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket(SOCK_DGRAM)"));
  const SocketAddress address = LoopbackOf(family, 0);
  Check(::bind(fd.Get(), address.Raw(), address.Length()), "bind");
  if (connected) Connect(fd.Get(), LoopbackOf(family, 9));
  return fd;
}

UniqueFd NewBoundUnixSocket(int type) {
  UniqueFd fd = NewUnixSocket(type);
  sockaddr address{};
  address.sa_family = AF_UNIX;
  Check(::bind(fd.Get(), &address, sizeof(address.sa_family)), "bind(AF_UNIX)");
  return fd;
}

UniqueFd NewUnixListener(int type) {
  UniqueFd fd = NewBoundUnixSocket(type);
  Check(::listen(fd.Get(), 16), "listen");
  return fd;
}

UniqueFd ConnectUnix(const UniqueFd& to, int type) {
  sockaddr_un address{};
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  socklen_t length = sizeof(address);
  Check(::getsockname(to.Get(), raw, &length), "getsockname");
  UniqueFd fd = NewUnixSocket(type);
  Check(::connect(fd.Get(), raw, length), "connect(AF_UNIX)");
  return fd;
}

}  // namespace sockwatch::testing
