// Sockets on the loopback interface, as few calls as a test wants to see. Throws std::system_error.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <system_error>

#include "base/unique_fd.h"

namespace sockwatch::testing {

inline int Checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

// 127.0.0.1 (AF_INET), or ::1 (AF_INET6), or for `any` the wildcard address.
struct Loopback {
  sockaddr_storage storage{};
  socklen_t size = 0;

  Loopback(int family, std::uint16_t port, bool any = false) {
    storage.ss_family = static_cast<sa_family_t>(family);
    if (family == AF_INET) {
      auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
      v4.sin_port = htons(port);
      v4.sin_addr.s_addr = htonl(any ? INADDR_ANY : INADDR_LOOPBACK);
      size = sizeof(v4);
    } else {
      auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
      v6.sin6_port = htons(port);
      v6.sin6_addr = any ? in6addr_any : in6addr_loopback;
      size = sizeof(v6);
    }
  }
  [[nodiscard]] const sockaddr* Get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

inline UniqueFd NewSocket(int family, int flags = 0) {
  return UniqueFd(Checked(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), "socket"));
}

// Port 0: the kernel picks one.
inline UniqueFd Listen(int family, std::uint16_t port, int backlog = 16, bool any = false) {
  UniqueFd fd = NewSocket(family);
  const int on = 1;
  Checked(::setsockopt(fd.Get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), "SO_REUSEADDR");
  const Loopback address(family, port, any);
  Checked(::bind(fd.Get(), address.Get(), address.size), "bind");
  Checked(::listen(fd.Get(), backlog), "listen");
  return fd;
}

inline UniqueFd Connect(int family, std::uint16_t port, int flags = 0) {
  UniqueFd fd = NewSocket(family, flags);
  const Loopback address(family, port);
  if (::connect(fd.Get(), address.Get(), address.size) < 0 && errno != EINPROGRESS) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
  return fd;
}

inline UniqueFd Accept(const UniqueFd& listener) {
  return UniqueFd(Checked(::accept4(listener.Get(), nullptr, nullptr, SOCK_CLOEXEC), "accept4"));
}

inline std::uint16_t LocalPort(const UniqueFd& fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  Checked(::getsockname(fd.Get(), reinterpret_cast<sockaddr*>(&storage), &size), "getsockname");
  if (storage.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
}

}  // namespace sockwatch::testing
