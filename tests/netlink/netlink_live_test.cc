// NetlinkSource against the running kernel. Needs no privilege.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <optional>

#include "netlink/collecting_sink.h"
#include "netlink/counting_new.h"
#include "netlink/counting_sink.h"
#include "netlink/diag_request.h"
#include "netlink/loopback.h"
#include "netlink/mnl_transport.h"
#include "netlink/netlink_source.h"

namespace sockwatch::testing {
namespace {

std::uint64_t CookieOf(const UniqueFd& fd) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof(cookie);
  Checked(::getsockopt(fd.Get(), SOL_SOCKET, SO_COOKIE, &cookie, &size), "SO_COOKIE");
  return cookie;
}

std::uint32_t InodeOf(const UniqueFd& fd) {
  struct stat status {};
  Checked(::fstat(fd.Get(), &status), "fstat");
  return static_cast<std::uint32_t>(status.st_ino);
}

struct Live {
  std::optional<SocketSample> Find(std::uint64_t cookie) {
    CollectingSink sink;
    REQUIRE(source.Dump(sink) == DumpResult::kComplete);
    const auto found = std::find_if(sink.rows.begin(), sink.rows.end(),
                                    [&](const auto& row) { return row.cookie == cookie; });
    if (found == sink.rows.end()) return std::nullopt;
    return *found;
  }

  MnlTransport transport;
  SelfStats stats;
  NetlinkSource source{transport, stats};
};

TEST_CASE("a listener is seen with its cookie, inode, port, state and backlog", "[live]") {
  const int family = GENERATE(AF_INET, AF_INET6);
  const UniqueFd listener = Listen(family, 0, 16);
  Live live;
  const auto row = live.Find(CookieOf(listener));
  REQUIRE(row.has_value());
  CHECK(row->state == TcpState::kListen);
  CHECK(row->family == (family == AF_INET ? Family::kIpv4 : Family::kIpv6));
  CHECK(row->inode == InodeOf(listener));
  CHECK(row->local_port == LocalPort(listener));
  CHECK(row->remote_port == 0);
  CHECK(row->send_queue == 16);
}

TEST_CASE("both ends of a connection are seen, and CLOSE_WAIT after the other end closed",
          "[live]") {
  const UniqueFd listener = Listen(AF_INET, 0);
  UniqueFd client = Connect(AF_INET, LocalPort(listener));
  const UniqueFd server = Accept(listener);
  const std::uint16_t client_port = LocalPort(client);
  Live live;
  const auto client_row = live.Find(CookieOf(client));
  REQUIRE(client_row.has_value());
  CHECK(client_row->state == TcpState::kEstablished);
  CHECK(client_row->inode == InodeOf(client));
  CHECK(client_row->local_port == client_port);
  CHECK(client_row->remote_port == LocalPort(listener));
  client.Reset();  // loopback delivers the FIN before close(2) returns
  const auto server_row = live.Find(CookieOf(server));
  REQUIRE(server_row.has_value());
  CHECK(server_row->state == TcpState::kCloseWait);
  CHECK(server_row->inode == InodeOf(server));
  CHECK(server_row->remote_port == client_port);
}

TEST_CASE("a connection that nobody has accepted has no inode", "[live]") {
  const UniqueFd listener = Listen(AF_INET, 0);
  const UniqueFd client = Connect(AF_INET, LocalPort(listener));
  Live live;
  CollectingSink sink;
  REQUIRE(live.source.Dump(sink) == DumpResult::kComplete);
  const auto waiting =
      std::count_if(sink.rows.begin(), sink.rows.end(), [&](const SocketSample& row) {
        return row.local_port == LocalPort(listener) && row.remote_port == LocalPort(client) &&
               row.state == TcpState::kEstablished && row.inode == 0;
      });
  CHECK(waiting == 1);
  CHECK(live.Find(CookieOf(listener))->receive_queue == 1);
}

TEST_CASE("a connection keeps its cookie from ESTABLISHED to TIME_WAIT", "[live]") {
  const UniqueFd listener = Listen(AF_INET, 0);
  UniqueFd client = Connect(AF_INET, LocalPort(listener));
  UniqueFd server = Accept(listener);
  const std::uint64_t cookie = CookieOf(client);
  client.Reset();
  server.Reset();
  Live live;
  const auto row = live.Find(cookie);
  REQUIRE(row.has_value());
  CHECK(row->state == TcpState::kTimeWait);
  CHECK(row->timer == kTimerTimeWait);
  CHECK(row->inode == 0);
}

TEST_CASE("an abandoned dump is followed by a good one", "[live]") {
  const UniqueFd listener = Listen(AF_INET, 0);
  Live live;
  CollectingSink refusing;
  refusing.stop_at = 1;
  CHECK(live.source.Dump(refusing) == DumpResult::kStopped);
  CHECK(live.Find(CookieOf(listener)).has_value());
  CHECK(live.stats.errors.at(static_cast<std::size_t>(ErrorReason::kNetlinkStale)).Get() == 0);
}

TEST_CASE("a second dump allocates nothing", "[live]") {
  const UniqueFd listener = Listen(AF_INET, 0);
  Live live;
  CountingSink sink;
  REQUIRE(live.source.Dump(sink) == DumpResult::kComplete);
  const auto before = AllocationCount();
  const DumpResult second = live.source.Dump(sink);
  CHECK(AllocationCount() == before);
  CHECK(second == DumpResult::kComplete);
}

TEST_CASE("a receive without a request times out", "[live]") {
  MnlTransport transport(std::chrono::milliseconds(1));
  REQUIRE(transport.Reset() == 0);
  std::array<std::byte, 64> buffer{};
  CHECK(transport.Receive(buffer).status == ReceiveStatus::kTimedOut);
}

TEST_CASE("a datagram larger than the buffer is truncated, not taken", "[live]") {
  const UniqueFd listener = Listen(AF_INET, 0);
  MnlTransport transport;
  REQUIRE(transport.Reset() == 0);
  REQUIRE(transport.Send(MakeDiagRequest(1)) == 0);
  std::array<std::byte, 16> buffer{};
  CHECK(transport.Receive(buffer).status == ReceiveStatus::kTruncated);
}

TEST_CASE("an unopened transport fails and does not wait", "[live]") {
  MnlTransport transport;
  std::array<std::byte, 16> buffer{};
  CHECK(transport.Send(MakeDiagRequest(1)) != 0);
  CHECK(transport.Receive(buffer).status == ReceiveStatus::kFailed);
}

}  // namespace
}  // namespace sockwatch::testing
