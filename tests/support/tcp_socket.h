// The few moves on TCP sockets that live tests and benchmarks are made of, on loopback only. Every
// failure throws std::system_error.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "base/unique_fd.h"
#include "sample/socket_sample.h"
#include "sample/tcp_state.h"

namespace sockwatch::testing {

// What kind of loopback address a socket speaks. kV4Mapped is an AF_INET6 socket at
// ::ffff:127.0.0.1, as a dual-stack server has for an IPv4 client.
enum class LoopbackKind : std::uint8_t { kIpv4, kIpv6, kV4Mapped };

// The family under which the kernel reports such sockets.
Family ReportedFamily(LoopbackKind kind);

// An address and port of either family.
class SocketAddress {
 public:
  SocketAddress() = default;
  static SocketAddress Loopback(LoopbackKind kind, std::uint16_t port);
  static SocketAddress V4(std::uint32_t host_order, std::uint16_t port);
  static SocketAddress Parse(const std::string& text);  // "127.0.0.1:80", "[::1]:80"
  static SocketAddress LocalOf(int fd);
  static SocketAddress RemoteOf(int fd);

  [[nodiscard]] const sockaddr* Raw() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  [[nodiscard]] socklen_t Length() const { return length_; }
  [[nodiscard]] int AddressFamily() const { return storage_.ss_family; }
  [[nodiscard]] std::uint16_t Port() const;

 private:
  sockaddr_storage storage_{};
  socklen_t length_ = sizeof(storage_);
};

// A listener; port 0 lets the kernel choose.
UniqueFd Listen(const SocketAddress& at, int backlog = 128);

// A new socket fit for `to`.
UniqueFd NewSocket(const SocketAddress& to);

// Begins to connect and does not wait: the socket may be left in SYN_SENT.
void BeginConnect(int fd, const SocketAddress& to);

// Connects, waiting for it.
void Connect(int fd, const SocketAddress& to);
UniqueFd Accept(int listener);

// shutdown(SHUT_WR): sends the FIN, the socket stays open.
void SendFin(int fd);

// Drops every segment that arrives at the socket before TCP sees it: a classic BPF filter that
// keeps no byte (net/ipv4/tcp_ipv4.c, tcp_filter()). What the other end sends is never answered, so
// both stay where they are, retransmitting.
void MakeDeaf(int fd);
void MakeHear(int fd);

// The kernel's number for the state (TCP_INFO); the socket must still be held.
[[nodiscard]] TcpState StateOf(int fd);
void WaitForState(int fd, TcpState state);

// Identity as sock_diag reports it.
[[nodiscard]] std::uint64_t CookieOf(int fd);
[[nodiscard]] std::uint32_t InodeOf(int fd);

void SetOption(int fd, int level, int option, int value, const std::string& name);

}  // namespace sockwatch::testing
