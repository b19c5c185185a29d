#include "support/ss.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "support/netns.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

TEST_CASE("A line of ss is taken apart") {
  const SsRow row = ParseSsLine(
      "CLOSE-WAIT 6      0      [::ffff:127.0.0.1]:8080 [::ffff:127.0.0.1]:41000 "
      "users:((\"a ino:5\",pid=12,fd=3),(\"c\",d\",pid=13,fd=4)) timer:(keepalive,1min,0) ino:77 "
      "sk:1a "
      "cgroup:/system.slice/x.service -->");
  CHECK(row.state == TcpState::kCloseWait);
  CHECK(row.receive_queue == 6);
  CHECK(row.send_queue == 0);
  CHECK(row.local.address == "::ffff:127.0.0.1");
  CHECK(row.local.port == 8080);
  CHECK(row.peer.port == 41000);
  CHECK(row.GetFamily() == Family::kIpv6);
  REQUIRE(row.users.size() == 2);
  CHECK(row.users[0].process == "a ino:5");
  CHECK(row.users[0].pid == 12);
  CHECK(row.users[0].fd == 3);
  CHECK(row.users[1].process == "c\",d");
  CHECK(row.users[1].fd == 4);
  CHECK(row.timer == "keepalive");
  CHECK(row.inode == 77);
  CHECK(row.cookie == 0x1a);
}

TEST_CASE("A line of ss without owner, inode and peer has zeros there") {
  const SsRow row = ParseSsLine("LISTEN 0 128 127.0.0.1%lo:80 0.0.0.0:* sk:2 cgroup:/ <->");
  CHECK(row.local.address == "127.0.0.1");
  CHECK(row.peer.port == 0);
  CHECK(row.users.empty());
  CHECK(row.inode == 0);
  CHECK(row.GetFamily() == Family::kIpv4);
}

TEST_CASE("A line that is none of ss is refused with its text") {
  CHECK_THROWS_WITH(ParseSsLine("ESTAB 0 0"), Catch::Contains("ESTAB 0 0"));
  CHECK_THROWS_WITH(ParseSsLine("NEW-STATE 0 0 1.2.3.4:1 1.2.3.4:2"), Catch::Contains("NEW-STATE"));
}

TEST_CASE("ss names the holder, inode and cookie of a socket of ours") {
  const PrivateNetns netns;
  const UniqueFd listener = Listen(SocketAddress::Loopback(LoopbackKind::kIpv6, 0), 5);
  const std::vector<SsRow> rows = RunSs();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].state == TcpState::kListen);
  CHECK(rows[0].send_queue == 5);
  CHECK(rows[0].local.port == SocketAddress::LocalOf(listener.Get()).Port());
  CHECK(rows[0].inode == InodeOf(listener.Get()));
  CHECK(rows[0].cookie == CookieOf(listener.Get()));
  REQUIRE(rows[0].users.size() == 1);
  CHECK(rows[0].users[0].pid == ::getpid());
  CHECK(rows[0].users[0].fd == listener.Get());
}

}  // namespace
}  // namespace sockwatch::testing
