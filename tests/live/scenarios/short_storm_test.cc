// 50,000 connections through one port, faster than any poll: no process holds what they leave
// behind, and each must be its owner's all the same.
#include <sys/prctl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "live/scenarios/scenario.h"
#include "support/check.h"
#include "support/child.h"
#include "support/tcp_socket.h"

namespace sockwatch::testing {
namespace {

constexpr std::uint16_t kConnections = 50'000;
constexpr std::uint16_t kFirstPort = 12'000;
constexpr Program kServer{"storm-server", "server", 8080};
constexpr Program kClient{"storm-client", "client", 8080};

enum class Order { kServerFirst, kClientFirst };  // who closes first

void ReadToEnd(int fd) {
  char byte = 0;
  while (Check(::read(fd, &byte, 1), "read") > 0) {
  }
}

// One byte tells the client that it has been accepted.
void Serve(const UniqueFd& listener, Order order) {
  for (int i = 0; i < kConnections; ++i) {
    const UniqueFd connection = Accept(listener.Get());
    if (order == Order::kServerFirst) continue;
    Check(::write(connection.Get(), "x", 1), "write");
    ReadToEnd(connection.Get());
  }
}

// Apart from what else is on this host.
SocketAddress From(std::uint16_t port) { return SocketAddress::V4(INADDR_LOOPBACK + 1, port); }

// Each from a port of its own, so that no TIME_WAIT makes room for the next.
void Call(const SocketAddress& server, Order order) {
  for (std::uint16_t i = 0; i < kConnections; ++i) {
    const SocketAddress from = From(static_cast<std::uint16_t>(kFirstPort + i));
    const UniqueFd connection = NewSocket(server);
    Check(::bind(connection.Get(), from.Raw(), from.Length()), "bind");
    Connect(connection.Get(), server);
    char byte = 0;
    if (order == Order::kServerFirst) ReadToEnd(connection.Get());
    if (order == Order::kClientFirst) Check(::read(connection.Get(), &byte, 1), "read");
  }
}

struct Storm {
  explicit Storm(Order who_closes_first, const std::string& name)
      : scenario(name, {kServer, kClient}), order(who_closes_first) {
    SetSysctl("net/ipv4/ip_local_port_range", "12000 64999");
    SetSysctl("net/ipv4/tcp_max_tw_buckets", "200000");
  }

  Child Server() {
    return Child::Fork([this](LinePipe& pipe) {
      ::prctl(PR_SET_NAME, "storm-server");
      const UniqueFd listener = Listen(at, 1000);
      pipe.Write("ready");
      const UniqueFd kept = Accept(listener.Get());
      Serve(listener, order);
      pipe.Read();
      return 0;
    });
  }

  // Beside the storm it keeps one connection, as a pool does.
  Child Client() {
    return Child::Fork([this](LinePipe& pipe) {
      ::prctl(PR_SET_NAME, "storm-client");
      const UniqueFd kept = NewSocket(at);
      const SocketAddress from = From(64'000);
      Check(::bind(kept.Get(), from.Raw(), from.Length()), "bind");
      Connect(kept.Get(), at);
      pipe.Write("ready");
      pipe.Read();
      Call(at, order);
      pipe.Read();
      return 0;
    });
  }

  // All pages until then are looked at.
  void Run(const Program& stays) {
    Child server = Server();
    server.Pipe().Read();
    Child client = Client();
    client.Pipe().Read();
    scenario.Watch();
    client.Pipe().Write("go");
    scenario.WaitFor(
        "all are in TIME_WAIT",
        [&](const SeriesSet& page) {
          return page.Sum("sockwatch_group_sockets", stays.Group("state", "time_wait")) ==
                 kConnections;
        },
        std::chrono::seconds(50));
    scenario.Rest();
    Judge(stays);
  }

  void Judge(const Program& stays) {
    scenario.Expect("sockets", {{"family", "ipv4"}, {"state", "time_wait"}}, kConnections);
    scenario.Expect("group_sockets", stays.Group("state", "time_wait"), kConnections);
    scenario.Expect("group_sockets_peak", stays.Group("state", "time_wait"), kConnections);
    // TIME_WAIT lasts for a minute, so that none is missed ...
    scenario.Expect("state_entries_total", stays.Group("state", "time_wait"), kConnections);
    scenario.Expect("state_entries_total", {{"state", "time_wait"}}, kConnections);
    scenario.Expect("state_exits_total", {{"state", "time_wait"}}, 0);
    // ... but all went through CLOSE_WAIT, mostly between two polls: those are never counted.
    scenario.ExpectWithin("state_entries_total", {{"state", "close_wait"}}, {0, kConnections});
    scenario.Expect("group_sockets", {{"state", "close_wait"}}, 0);
  }

  Scenario scenario;
  Order order;
  SocketAddress at = SocketAddress::Loopback(LoopbackKind::kIpv4, 8080);
};

}  // namespace

TEST_CASE("A storm of connections that the server closes", "[short_storm]") {
  Storm storm(Order::kServerFirst, "storm_server");
  storm.Run(kServer);
}

TEST_CASE("A storm of connections that the client closes", "[short_storm]") {
  Storm storm(Order::kClientFirst, "storm_client");
  storm.Run(kClient);
  const Labels use = {{"source", "127.0.0.2"}, {"destination", "127.0.0.1:8080"}};
  storm.scenario.Expect("ephemeral_ports_used", With(use, "state", "time_wait"), kConnections);
  storm.scenario.Expect("ephemeral_ports_used", With(use, "state", "held"), 1);
  storm.scenario.Expect("ephemeral_ports_limit", {}, 53'000);
}

}  // namespace sockwatch::testing
