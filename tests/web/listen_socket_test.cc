#include "web/listen_socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>

namespace sockwatch {
namespace {

int IntOption(int fd, int level, int name) {
  int value = -1;
  socklen_t length = sizeof value;
  ::getsockopt(fd, level, name, &value, &length);
  return value;
}

bool HostHasIpv6() { return OpenListenSocket("[::1]:0").Ok(); }

}  // namespace

TEST_CASE("port 0 listens on a free port and the name tells which") {
  const auto opened = OpenListenSocket("127.0.0.1:0");
  REQUIRE(opened);
  CHECK(opened.Value().name.starts_with("127.0.0.1:"));
  CHECK_FALSE(opened.Value().name.ends_with(":0"));
  CHECK(IntOption(opened.Value().fd.Get(), SOL_SOCKET, SO_ACCEPTCONN) == 1);
}

TEST_CASE("a listening socket is not inherited by programs and can be reopened at once") {
  const auto opened = OpenListenSocket("127.0.0.1:0");
  REQUIRE(opened);
  const int fd = opened.Value().fd.Get();
  CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  CHECK((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
  CHECK(IntOption(fd, SOL_SOCKET, SO_REUSEADDR) == 1);
}

TEST_CASE("what a client does not read costs the kernel a bounded buffer") {
  const auto opened = OpenListenSocket("127.0.0.1:0");
  REQUIRE(opened);
  CHECK(IntOption(opened.Value().fd.Get(), SOL_SOCKET, SO_SNDBUF) <= 256 * 1024);
}

TEST_CASE("all addresses means IPv6 and IPv4") {
  if (!HostHasIpv6()) return;  // nothing to test without IPv6
  const auto* const address = GENERATE(":0", "[::]:0");
  const auto opened = OpenListenSocket(address);
  REQUIRE(opened);
  CHECK(opened.Value().name.starts_with("[::]:"));
  CHECK(IntOption(opened.Value().fd.Get(), IPPROTO_IPV6, IPV6_V6ONLY) == 0);
}

TEST_CASE("all IPv4 addresses means IPv4 alone") {
  const auto opened = OpenListenSocket("0.0.0.0:0");
  REQUIRE(opened);
  CHECK(opened.Value().name.starts_with("0.0.0.0:"));
}

TEST_CASE("a host name is looked up and IPv4 preferred") {
  const auto opened = OpenListenSocket("localhost:0");
  REQUIRE(opened);
  CHECK(opened.Value().name.starts_with("127.0.0.1:"));
}

TEST_CASE("an address in use is named in the error") {
  const auto first = OpenListenSocket("127.0.0.1:0");
  REQUIRE(first);
  const auto second = OpenListenSocket(first.Value().name);
  REQUIRE_FALSE(second);
  CHECK(second.Failure().text ==
        "cannot listen on " + first.Value().name + ": Address already in use");
  CHECK(second.Failure().os_error == EADDRINUSE);
}

TEST_CASE("an address that this host does not have is named in the error") {
  const auto opened = OpenListenSocket("192.0.2.1:0");  // TEST-NET-1 (RFC 5737)
  REQUIRE_FALSE(opened);
  CHECK(opened.Failure().text == "cannot listen on 192.0.2.1:0: Cannot assign requested address");
}

TEST_CASE("a host that cannot be found is named in the error") {
  const auto opened = OpenListenSocket("[::zz]:80");
  REQUIRE_FALSE(opened);
  CHECK(opened.Failure().text ==
        std::string("cannot listen on [::zz]:80: ") + ::gai_strerror(EAI_NONAME));
}

TEST_CASE("a socket that already listens is taken over with the same guarantees") {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
  REQUIRE(::listen(fd.Get(), 1) == 0);  // not bound: the kernel chooses a port
  const auto adopted = AdoptListenSocket(std::move(fd));
  REQUIRE(adopted);
  CHECK(adopted.Value().name.starts_with("0.0.0.0:"));
  CHECK((::fcntl(adopted.Value().fd.Get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK((::fcntl(adopted.Value().fd.Get(), F_GETFL) & O_NONBLOCK) != 0);
}

TEST_CASE("a descriptor that does not listen is refused by number") {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::string number = std::to_string(fd.Get());
  const auto adopted = AdoptListenSocket(std::move(fd));
  REQUIRE_FALSE(adopted);
  CHECK(adopted.Failure().text == "inherited socket " + number + ": not a listening stream socket");
  CHECK(AdoptListenSocket(UniqueFd()).Failure().os_error == EBADF);
}

}  // namespace sockwatch
