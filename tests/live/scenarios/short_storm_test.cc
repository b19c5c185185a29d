// 50,000 connections through one port, faster than any poll: no process holds what they leave
// behind, and each must be its owner's all the same, or nobody's.
#include <sys/prctl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <string>

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
constexpr Program kPool{"pool", "client", 8080};  // keeps a connection open, beside the storm

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

UniqueFd ConnectFrom(std::uint16_t port, const SocketAddress& server) {
  const SocketAddress from = From(port);
  UniqueFd connection = NewSocket(server);
  Check(::bind(connection.Get(), from.Raw(), from.Length()), "bind");
  Connect(connection.Get(), server);
  return connection;
}

// Each from a port of its own, so that no TIME_WAIT makes room for the next. Calls `connected` at
// the first, before it closes.
template <typename Connected>
void Call(const SocketAddress& server, Order order, Connected connected) {
  for (std::uint16_t i = 0; i < kConnections; ++i) {
    const UniqueFd connection = ConnectFrom(static_cast<std::uint16_t>(kFirstPort + i), server);
    char byte = 0;
    if (order == Order::kServerFirst) ReadToEnd(connection.Get());
    if (order == Order::kClientFirst) Check(::read(connection.Get(), &byte, 1), "read");
    if (i == 0) connected();
  }
}

Child Forked(const Program& program, const std::function<int(LinePipe&)>& run) {
  return Child::Fork([&](LinePipe& pipe) {
    ::prctl(PR_SET_NAME, program.process.data());
    return run(pipe);
  });
}

struct Storm {
  // `keeps`: who keeps one connection beside the storm, as a pool does.
  Storm(Order who_closes_first, const std::string& name, const Program& keeps)
      : scenario(name, {kServer, keeps, kClient}), order(who_closes_first) {
    SetSysctl("net/ipv4/ip_local_port_range", "12000 64999");
    SetSysctl("net/ipv4/tcp_max_tw_buckets", "200000");
  }

  Child Server() {
    return Forked(kServer, [this](LinePipe& pipe) {
      const UniqueFd listener = Listen(at, 1000);
      pipe.Write("ready");
      const UniqueFd kept = Accept(listener.Get());
      Serve(listener, order);
      pipe.Read();
      return 0;
    });
  }

  // The storm. Its first connection lasts until it is told to go on.
  void CallAndStay(LinePipe& pipe) {
    pipe.Read();
    Call(at, order, [&] {
      pipe.Write("connected");
      pipe.Read();
    });
    pipe.Read();
  }

  Child Keeper(const Program& program, bool calls) {
    return Forked(program, [this, calls](LinePipe& pipe) {
      const UniqueFd kept = ConnectFrom(64'000, at);
      pipe.Write("ready");
      if (calls) CallAndStay(pipe);
      pipe.Read();
      return 0;
    });
  }

  // One program does both. All pages until the end are looked at.
  void Run(const Program& stays) {
    Child server = Server();
    server.Pipe().Read();
    Child client = Keeper(kClient, true);
    client.Pipe().Read();
    scenario.Watch();
    Begin(client);
    const Labels closed = stays.Group("state", "time_wait");
    WaitForAll(closed);
    scenario.Rest();
    Judge(stays);
  }

  // Another program than the one that keeps a connection, and too fast to be caught.
  void RunBeside(const Program& pool) {
    Child server = Server();
    server.Pipe().Read();
    Child keeper = Keeper(pool, false);
    keeper.Pipe().Read();
    scenario.Watch();
    Child client = Forked(kClient, [this](LinePipe& pipe) {
      CallAndStay(pipe);
      return 0;
    });
    client.Pipe().Write("go");
    client.Pipe().Read();
    client.Pipe().Write("go on");
    WaitForAll({{"role", "client"}, {"state", "time_wait"}});
    scenario.Expect("group_sockets", pool.Group("state", "time_wait"), 0, std::nullopt);
  }

  // At the first connection of a client the daemon learns who speaks to the server.
  void Begin(Child& client) {
    client.Pipe().Write("go");
    client.Pipe().Read();
    if (order == Order::kClientFirst) {
      scenario.WaitFor("the first is seen", [&](const SeriesSet& page) {
        return page.Sum("sockwatch_group_sockets", kClient.Group("state", "established")) == 2;
      });
    }
    client.Pipe().Write("go on");
  }

  void WaitForAll(const Labels& closed) {
    scenario.WaitFor(
        "all are in TIME_WAIT",
        [&](const SeriesSet& page) {
          return page.Sum("sockwatch_group_sockets", closed) == kConnections;
        },
        std::chrono::seconds(50));
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
  Storm storm(Order::kServerFirst, "storm_server", kClient);
  storm.Run(kServer);
}

TEST_CASE("A storm of connections that the client closes", "[short_storm]") {
  Storm storm(Order::kClientFirst, "storm_client", kClient);
  storm.Run(kClient);
  const Labels use = {{"source", "127.0.0.2"}, {"destination", "127.0.0.1:8080"}};
  storm.scenario.Expect("ephemeral_ports_used", With(use, "state", "time_wait"), kConnections);
  storm.scenario.Expect("ephemeral_ports_used", With(use, "state", "held"), 1);
  storm.scenario.Expect("ephemeral_ports_limit", {}, 53'000);
}

TEST_CASE("A storm is not its who keeps a connection beside it", "[short_storm]") {
  Storm storm(Order::kClientFirst, "storm_beside_pool", kPool);
  storm.RunBeside(kPool);
}

}  // namespace sockwatch::testing
