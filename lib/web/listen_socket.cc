#include "web/listen_socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include "web/listen_address.h"

namespace sockwatch {
namespace {

// The kernel's send buffer is ours to pay for (memory.max of the unit), by every client that does
// not read; it would grow to 4 MiB (tcp(7), tcp_wmem). Accepted sockets inherit this one.
constexpr int kSendBufferBytes = 64 * 1024;

using AddrInfoList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Error CannotListen(const std::string& address, int os_error) {
  return SystemError("cannot listen on " + address, os_error);
}

Result<AddrInfoList> LookUp(const std::string& text, const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  if (address.host.find(':') != std::string::npos) hints.ai_flags |= AI_NUMERICHOST;  // not a name
  addrinfo* list = nullptr;
  const char* host = address.host.empty() ? nullptr : address.host.c_str();
  const int rc = ::getaddrinfo(host, std::to_string(address.port).c_str(), &hints, &list);
  if (rc == EAI_SYSTEM) return CannotListen(text, errno);
  if (rc != 0) return Error{"cannot listen on " + text + ": " + ::gai_strerror(rc)};
  return AddrInfoList(list, &::freeaddrinfo);
}

void SetIntOption(int fd, int level, int name, int value) {
  // Best effort: the one option that must hold, SO_REUSEADDR, shows in bind(2).
  static_cast<void>(::setsockopt(fd, level, name, &value, sizeof value));
}

// IPV6_V6ONLY matters to [::] alone, and its default is a sysctl (net.ipv6.bindv6only).
void SetOptions(int fd, int family) {
  SetIntOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  SetIntOption(fd, SOL_SOCKET, SO_SNDBUF, kSendBufferBytes);
  if (family == AF_INET6) SetIntOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
}

// The socket, or none with errno set.
UniqueFd TryListen(const addrinfo& candidate) {
  UniqueFd fd(::socket(candidate.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return {};
  SetOptions(fd.Get(), candidate.ai_family);
  if (::bind(fd.Get(), candidate.ai_addr, candidate.ai_addrlen) != 0 ||
      ::listen(fd.Get(), SOMAXCONN) != 0) {
    const int os_error = errno;
    fd.Reset();
    errno = os_error;
  }
  return fd;
}

// Only an address that this host does not have is passed over: one in use is the user's mistake.
bool HostLacksIt(int os_error) { return os_error == EAFNOSUPPORT || os_error == EADDRNOTAVAIL; }

// One socket listens, on the first candidate that works. All addresses: [::] takes both families.
// A name such as localhost: IPv4, which is what people then type.
std::array<int, 2> FamilyOrder(bool all_addresses) {
  if (all_addresses) return {AF_INET6, AF_INET};
  return {AF_INET, AF_INET6};
}

Result<UniqueFd> ListenOnFirst(const std::string& text, const addrinfo* list, bool all_addresses) {
  int os_error = EADDRNOTAVAIL;
  for (const int family : FamilyOrder(all_addresses)) {
    for (const addrinfo* candidate = list; candidate != nullptr; candidate = candidate->ai_next) {
      if (candidate->ai_family != family) continue;
      UniqueFd fd = TryListen(*candidate);
      if (fd) return fd;
      os_error = errno;
      if (!HostLacksIt(os_error)) return CannotListen(text, os_error);
    }
  }
  return CannotListen(text, os_error);
}

std::string NameOf(const sockaddr_storage& address, socklen_t length) {
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (address.ss_family == AF_UNIX) {
    return "unix:" + std::string(reinterpret_cast<const sockaddr_un*>(&address)->sun_path);
  }
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (::getnameinfo(any, length, host.data(), host.size(), port.data(), port.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "?";
  }
  const std::string text(host.data());
  return (address.ss_family == AF_INET6 ? "[" + text + "]" : text) + ":" + port.data();
}

Result<std::string> BoundName(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    return SystemError("socket " + std::to_string(fd), errno);
  }
  return NameOf(address, length);
}

Result<ListenSocket> Named(UniqueFd fd) {
  auto name = BoundName(fd.Get());
  if (!name) return name.Failure();
  return ListenSocket{std::move(fd), std::move(name.Value())};
}

}  // namespace

Result<ListenSocket> OpenListenSocket(const std::string& address) {
  const auto parsed = ParseListenAddress(address);
  if (!parsed) return parsed.Failure();
  const auto list = LookUp(address, parsed.Value());
  if (!list) return list.Failure();
  auto fd = ListenOnFirst(address, list.Value().get(), parsed.Value().host.empty());
  if (!fd) return fd.Failure();
  return Named(std::move(fd.Value()));
}

Result<ListenSocket> AdoptListenSocket(UniqueFd fd) {
  const std::string what = "inherited socket " + std::to_string(fd.Get());
  int listening = 0;
  socklen_t length = sizeof listening;
  if (::getsockopt(fd.Get(), SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) != 0) {
    return SystemError(what, errno);
  }
  if (listening == 0) return Error{what + ": not a listening stream socket"};
  const int flags = ::fcntl(fd.Get(), F_GETFL);
  if (flags < 0 || ::fcntl(fd.Get(), F_SETFL, flags | O_NONBLOCK) != 0 ||
      ::fcntl(fd.Get(), F_SETFD, FD_CLOEXEC) != 0) {
    return SystemError(what, errno);
  }
  SetIntOption(fd.Get(), SOL_SOCKET, SO_SNDBUF, kSendBufferBytes);
  return Named(std::move(fd));
}

}  // namespace sockwatch
