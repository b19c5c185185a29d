#include "support/tcp_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/tcp.h>
#include <sys/stat.h>

#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>

#include "support/check.h"

namespace sockwatch::testing {
namespace {

in6_addr LoopbackV6(LoopbackKind kind) {
  if (kind == LoopbackKind::kIpv6) return in6addr_loopback;
  in6_addr mapped{};
  ::inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped);
  return mapped;
}

}  // namespace

Family ReportedFamily(LoopbackKind kind) {
  return kind == LoopbackKind::kIpv4 ? Family::kIpv4 : Family::kIpv6;
}

SocketAddress SocketAddress::V4(std::uint32_t host_order, std::uint16_t port) {
  sockaddr_in raw{};
  raw.sin_family = AF_INET;
  raw.sin_addr.s_addr = htonl(host_order);
  raw.sin_port = htons(port);
  SocketAddress address;
  std::memcpy(&address.storage_, &raw, sizeof(raw));
  address.length_ = sizeof(raw);
  return address;
}

SocketAddress SocketAddress::Parse(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto port = static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1)));
  in_addr v4{};
  if (::inet_pton(AF_INET, text.substr(0, colon).c_str(), &v4) == 1) {
    return V4(ntohl(v4.s_addr), port);
  }
  SocketAddress address = Loopback(LoopbackKind::kIpv6, port);
  in6_addr v6{};
  if (::inet_pton(AF_INET6, text.substr(1, colon - 2).c_str(), &v6) != 1) {
    throw std::runtime_error("no address: " + text);
  }
  std::memcpy(reinterpret_cast<char*>(&address.storage_) + offsetof(sockaddr_in6, sin6_addr), &v6,
              sizeof(v6));
  return address;
}

SocketAddress SocketAddress::Loopback(LoopbackKind kind, std::uint16_t port) {
  if (kind == LoopbackKind::kIpv4) return V4(INADDR_LOOPBACK, port);
  sockaddr_in6 raw{};
  raw.sin6_family = AF_INET6;
  raw.sin6_addr = LoopbackV6(kind);
  raw.sin6_port = htons(port);
  SocketAddress address;
  std::memcpy(&address.storage_, &raw, sizeof(raw));
  address.length_ = sizeof(raw);
  return address;
}

SocketAddress SocketAddress::LocalOf(int fd) {
  SocketAddress address;
  Check(::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage_), &address.length_),
        "getsockname");
  return address;
}

SocketAddress SocketAddress::RemoteOf(int fd) {
  SocketAddress address;
  Check(::getpeername(fd, reinterpret_cast<sockaddr*>(&address.storage_), &address.length_),
        "getpeername");
  return address;
}

std::uint16_t SocketAddress::Port() const {
  // sin_port and sin6_port stand at the same place.
  sockaddr_in raw{};
  std::memcpy(&raw, &storage_, sizeof(raw));
  return ntohs(raw.sin_port);
}

void SetOption(int fd, int level, int option, int value, const std::string& name) {
  Check(::setsockopt(fd, level, option, &value, sizeof(value)), name);
}

UniqueFd NewSocket(const SocketAddress& to) {
  return UniqueFd(
      Check(::socket(to.AddressFamily(), SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP), "socket"));
}

UniqueFd Listen(const SocketAddress& at, int backlog) {
  UniqueFd fd = NewSocket(at);
  SetOption(fd.Get(), SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
  Check(::bind(fd.Get(), at.Raw(), at.Length()), "bind port " + std::to_string(at.Port()));
  Check(::listen(fd.Get(), backlog), "listen");
  return fd;
}

void BeginConnect(int fd, const SocketAddress& to) {
  const int flags = Check(::fcntl(fd, F_GETFL), "F_GETFL");
  Check(::fcntl(fd, F_SETFL, flags | O_NONBLOCK), "F_SETFL");
  if (::connect(fd, to.Raw(), to.Length()) < 0 && errno != EINPROGRESS) ThrowErrno("connect");
  Check(::fcntl(fd, F_SETFL, flags), "F_SETFL");
}

void Connect(int fd, const SocketAddress& to) {
  Check(::connect(fd, to.Raw(), to.Length()), "connect to port " + std::to_string(to.Port()));
}

UniqueFd Accept(int listener) {
  return UniqueFd(Check(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC), "accept"));
}

void SendFin(int fd) { Check(::shutdown(fd, SHUT_WR), "shutdown"); }

void MakeDeaf(int fd) {
  sock_filter keep_nothing = BPF_STMT(BPF_RET | BPF_K, 0);
  const sock_fprog program{1, &keep_nothing};
  Check(::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)),
        "SO_ATTACH_FILTER");
}

void MakeHear(int fd) { SetOption(fd, SOL_SOCKET, SO_DETACH_FILTER, 0, "SO_DETACH_FILTER"); }

TcpState StateOf(int fd) {
  tcp_info info{};
  socklen_t length = sizeof(info);
  Check(::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length), "TCP_INFO");
  return TcpStateFromKernel(info.tcpi_state).value();
}

void WaitForState(int fd, TcpState state) {
  WaitUntil("a socket is in " + std::string(TcpStateName(state)),
            [fd, state] { return StateOf(fd) == state; });
}

std::uint64_t CookieOf(int fd) {
  std::uint64_t cookie = 0;
  socklen_t length = sizeof(cookie);
  Check(::getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &length), "SO_COOKIE");
  return cookie;
}

std::uint32_t InodeOf(int fd) {
  struct stat status {};
  Check(::fstat(fd, &status), "fstat of a socket");
  return static_cast<std::uint32_t>(status.st_ino);
}

}  // namespace sockwatch::testing
